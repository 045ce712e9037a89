"""The product lines are those of what is sold: what is only bought from suppliers names none."""

from shared.catalogue.models import Product
from shared.catalogue.product_lines import product_lines
from tests.role_records import actor_of


async def test_what_is_only_bought_names_no_line(demo: str) -> None:
    bought = await Product.filter(is_sold=False, is_active=True).first()
    assert bought is not None
    assert await Product.filter(category_en=bought.category_en, is_sold=True).count() == 0
    lines = {one.name for one in await product_lines(await actor_of("zhou.min"))}
    assert bought.category_en not in lines
    sold = await Product.filter(is_sold=True, is_active=True).first()
    assert sold is not None
    assert sold.category_en in lines
