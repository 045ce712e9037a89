"""What an inspection after the count found, with its photos."""

import pytest

from shared.files.queries import open_file
from shared.kernel.errors import NotFound
from shared.kernel.quantity import of
from shared.purchasing.actions.inspecting import inspect_line
from shared.purchasing.queries.deliveries import delivery_detail
from shared.purchasing.rules.deliveries import Inspection
from shared.purchasing.rules.receiving import Counted
from tests.shared.files.sending import send
from tests.shared.purchasing.shipping import counted_in, shipped
from tests.shared.purchasing.world import World


async def test_a_photo_of_the_inspection_hangs_on_its_difference_for_both_sides(
    world: World,
) -> None:
    delivery = await shipped(world, (1, "400"))
    pending = Counted(of(400), inspection=Inspection.PENDING)
    receipt = await counted_in(world, delivery, pending)
    photo = await send(world.buyer, "coating.pdf")
    result = Counted(0, of(8), "quality", Inspection.CONDITIONAL, "Coating is too thin")
    await inspect_line(world.buyer, receipt, 1, version=1, result=result, files=[photo])
    for reader in (world.buyer, world.supplier):
        (one,) = (await delivery_detail(reader, delivery)).differences
        assert [file.public_id for file in one["photos"]] == [photo]
        assert (await open_file(reader, photo)).name == "coating.pdf"
    with pytest.raises(NotFound):
        await open_file(world.rival, photo)
