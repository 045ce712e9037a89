"""Campaigns: announcements to organisations, whom they reach, and who has read and confirmed them."""
