"""Which units lead a duty on a day."""

from datetime import date

from sqlalchemy import select

from tracker.extensions import db
from tracker.models import Department, Duty, GroupMember
from tracker.vocabulary import PartyRole


def lead_departments(duty: Duty, day: date) -> list[Department]:
    """Return the departments that lead a duty on a day: those named, and the members of groups."""
    leads = [party for party in duty.parties if party.role is PartyRole.LEAD]
    ids = [party.department_id for party in leads if party.department_id]
    groups = [party.group_id for party in leads if party.group_id]
    if groups:
        members = db.session.scalars(
            select(GroupMember).where(GroupMember.group_id.in_(groups)).order_by(GroupMember.id)
        )
        ids += [
            member.department_id
            for member in members
            if (member.joined_on is None or member.joined_on <= day)
            and (member.left_on is None or day <= member.left_on)
        ]
    units = db.session.scalars(
        select(Department)
        .where(Department.agency_id == duty.agency_id, Department.id.in_(ids), Department.closed_at.is_(None))
        .order_by(Department.position)
    )
    return list(units)
