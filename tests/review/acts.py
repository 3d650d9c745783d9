"""What people do in the review room, through its pages."""

import re

HEAD = {"chair": "Phó Giám đốc phụ trách", "recorder": "Nguyễn Thị Lan", "present": "Lãnh đạo Sở, Văn phòng"}


def opened(browse, person, plan, **changes):
    return browse(person).post(f"/plans/{plan.id}/review/open", data=HEAD | changes, follow_redirects=True)


def room(browse, person, plan, duty=None):
    return browse(person).get(f"/plans/{plan.id}/review" + (f"?duty={duty.id}" if duty else ""))


def hidden(page, name):
    """Return the value of the decision's hidden field as the page has it."""
    form = page[page.index("/duties/") :]
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', form).group(1)


def decided(browse, person, plan, review, duty, **typed):
    """Open the page of a duty, choose, agree."""
    page = room(browse, person, plan, duty).text
    said = {"version": hidden(page, "version"), "read": hidden(page, "read"), "unit": 0} | typed
    return pressed(browse, person, plan, review, duty, **said)


def pressed(browse, person, plan, review, duty, **said):
    address = f"/plans/{plan.id}/review/{review.id}/duties/{duty.id}"
    return browse(person).post(address, data=said, follow_redirects=True)
