"""What becomes of a row that is due, decided by its claim in the same statement."""

from __future__ import annotations

from alerts.clock import sql_now
from alerts.models import Chunk

QUARANTINE_AFTER = 5  # claims without an outcome: the row kills its workers

# What is to become of a due row; anything but 'send' ends it without a provider call.
FATE_OF_ALERT = """
    CASE
        WHEN a.retracted_at IS NOT NULL AND a.role IN ('alert', 'update')
            THEN CASE d.state WHEN 'sending' THEN 'unknown:retracted'
                 ELSE 'cancelled:retracted' END
        WHEN a.expires_at <= {now} THEN 'expired:'
        WHEN d.unanswered >= {quarantine} THEN 'failed:quarantined'
        WHEN c.id IS NULL OR c.disabled_at IS NOT NULL THEN 'cancelled:channel'
        WHEN u.id IS NULL OR NOT u.is_active OR NOT EXISTS (SELECT 1
            FROM areas_membership m WHERE m.user_id = d.user_id AND m.state = 'joined')
            THEN 'cancelled:left'
        {reached} {reverses}
        ELSE 'send:' END
"""
# A later channel is not needed once an earlier one has accepted.
REACHED = """
        WHEN NOT u.wants_all_channels AND EXISTS (SELECT 1 FROM alerts_delivery e
            WHERE {same} AND e.user_id = d.user_id AND e.rank < d.rank
            AND e.state IN ('accepted', 'delivered'))
            THEN 'suppressed:reached'
"""
# A correction goes to those who were or may have been reached, and to nobody else: rows
# that were claimed and not yet sent when the alert was taken back are known by now.
REVERSES = """
        WHEN a.role = 'retraction' AND NOT EXISTS (SELECT 1
            FROM alerts_alert t JOIN alerts_delivery e ON e.alert_id = t.id
            WHERE (t.id = a.follows_id OR t.follows_id = a.follows_id)
            AND t.role IN ('alert', 'update') AND e.channel_id = d.channel_id
            AND e.notice_id IS NULL
            AND e.state IN ('sending', 'accepted', 'delivered', 'unknown'))
            THEN 'suppressed:not_reached'
"""
SAME_ALERT = "e.alert_id = d.alert_id AND e.notice_id IS NULL"
SAME_NOTICE = "e.notice_id = d.notice_id AND e.alert_id IS NULL"
FATE_OF_NOTICE = """
    CASE
        WHEN n.expires_at <= {now} THEN 'expired:'
        WHEN d.unanswered >= {quarantine} THEN 'failed:quarantined'
        WHEN c.id IS NULL OR c.disabled_at IS NOT NULL THEN 'cancelled:channel'
        WHEN u.id IS NULL THEN 'cancelled:left'
        {reached}
        ELSE 'send:' END
"""


def fate(chunk: Chunk) -> tuple[str, str]:
    """The CASE that decides a row's fate, and the table it joins."""
    if chunk.alert_id is None:
        text, same, table = (
            FATE_OF_NOTICE,
            SAME_NOTICE,
            "areas_notice n ON n.id = d.notice_id",
        )
    else:
        text, same, table = (
            FATE_OF_ALERT,
            SAME_ALERT,
            "alerts_alert a ON a.id = d.alert_id",
        )
    # Ongoing alerts go by push and SMS at once: neither waits for the other.
    later = chunk.rank > 1 and not (chunk.urgent and chunk.kind in ("push", "sms"))
    reached = REACHED.format(same=same) if later else ""
    if chunk.kind == "door":  # waited for a person until its time was up
        reached = "WHEN 1 = 1 THEN 'expired:'"
    said = text.format(
        now=sql_now(),
        quarantine=QUARANTINE_AFTER,
        reached=reached,
        reverses=REVERSES,
    )
    return said, table


# 'cancelled:left' -> 'cancelled' and 'left'; both databases have no common split.
FATES = (
    "cancelled:retracted",
    "unknown:retracted",
    "expired:",
    "failed:quarantined",
    "cancelled:channel",
    "cancelled:left",
    "suppressed:reached",
    "suppressed:not_reached",
)


def _part(index: int) -> str:
    cases = " ".join(f"WHEN '{fate}' THEN '{fate.split(':')[index]}'" for fate in FATES)
    return f"(CASE due.fate {cases} END)"


BEFORE_COLON, AFTER_COLON = _part(0), _part(1)
