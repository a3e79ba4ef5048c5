"""What the database says after a race, asked by SQL of its own: everything that must never have been."""

from __future__ import annotations

from collections import Counter

from django.db import connection, connections

# An officer's act and the event it leaves.
LEAVES = {
    "take": "case-taken",
    "approve": "replacement-approved",
    "reject": "replacement-rejected",
    "print": "card-printed",
    "spoil": "print-spoiled",
    "hand over": "card-handed-over",
    "request": "replacement-opened",
}
# A witness of its own: triggers write down each status as it is stored. A row is moved by who holds it, and this
# sequence hands out single numbers: the order of the moves of a row, or of a card, is the order of their commits.
# (The numbers of events are handed out by the dozen, one dozen a session, and say nothing of the order.)
WITNESS = """
CREATE TABLE prove_move (
    id bigint GENERATED ALWAYS AS IDENTITY,
    subject text, subject_id bigint, card_id bigint, kind text, old text, new text
);
CREATE FUNCTION prove_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE was text := CASE TG_OP WHEN 'INSERT' THEN '' ELSE to_jsonb(OLD) ->> 'status' END;
BEGIN
    IF NEW.status <> was THEN
        INSERT INTO prove_move (subject, subject_id, card_id, kind, old, new)
        VALUES (TG_ARGV[0], NEW.id, NEW.card_id, coalesce(to_jsonb(NEW) ->> 'kind', ''), was, NEW.status);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER prove AFTER INSERT OR UPDATE ON cards_copy FOR EACH ROW EXECUTE FUNCTION prove_move('copy');
CREATE TRIGGER prove AFTER INSERT OR UPDATE ON replacements_replacement
    FOR EACH ROW EXECUTE FUNCTION prove_move('replacement');
CREATE TRIGGER prove AFTER INSERT OR UPDATE ON replacements_report FOR EACH ROW EXECUTE FUNCTION prove_move('report');
GRANT SELECT ON prove_move TO kartu_app;
"""
# Every question counts something that must not be there.
NEVER = {
    "a card with two active copies at any moment": """
        SELECT count(*) FROM (
            SELECT sum(step) OVER (PARTITION BY card_id, kind ORDER BY id) AS active FROM (
                SELECT id, card_id, CASE WHEN kind IN ('print', 'plastic') THEN 'physical' ELSE kind END AS kind,
                    (new = 'active')::int - (old = 'active')::int AS step
                FROM prove_move WHERE subject = 'copy' AND 'active' IN (old, new)
            ) AS moves
        ) AS running WHERE active NOT IN (0, 1)""",
    "a move without its one event, or an event without its move": """
        SELECT count(*) FROM (
            SELECT subject, subject_id, old, new, sum(step) AS more FROM (
                SELECT subject, subject_id, old, new, 1 AS step FROM prove_move WHERE old <> ''
                UNION ALL
                SELECT subject, subject_id, old_status, new_status, -1 FROM audit_event
                WHERE new_status <> '' AND subject IN ('copy', 'replacement', 'report')
            ) AS both_ways GROUP BY subject, subject_id, old, new
        ) AS found WHERE more <> 0""",
    "a move that does not begin where the one before ended": """
        SELECT count(*) FROM (
            SELECT old, lag(new, 1, '') OVER (PARTITION BY subject, subject_id ORDER BY id) AS before FROM prove_move
        ) AS chain WHERE old <> before""",
    "a case with two decisions": """
        SELECT count(*) FROM (
            SELECT FROM audit_event WHERE subject = 'replacement' AND new_status IN ('approved', 'rejected')
            GROUP BY subject_id HAVING count(*) > 1
        ) AS found""",
    "a case handed over twice": """
        SELECT count(*) FROM (
            SELECT FROM audit_event WHERE subject = 'replacement' AND new_status = 'collected'
            GROUP BY subject_id HAVING count(*) > 1
        ) AS found""",
    "a decision by somebody else than the case names": """
        SELECT count(*) FROM audit_event AS event JOIN replacements_replacement AS one ON one.id = event.subject_id
        WHERE event.subject = 'replacement' AND event.new_status IN ('approved', 'rejected')
            AND event.actor_id IS DISTINCT FROM one.decided_by_id""",
    "a card with two open cases": """
        SELECT count(*) FROM (
            SELECT FROM replacements_replacement WHERE status NOT IN ('collected', 'rejected', 'cancelled', 'voided')
            GROUP BY card_id HAVING count(*) > 1
        ) AS found""",
    "a card with two open reports": """
        SELECT count(*) FROM (
            SELECT FROM replacements_report WHERE status IN ('flagged', 'blocking') GROUP BY card_id HAVING count(*) > 1
        ) AS found""",
    "a card made for a case beyond the one and its spoiled ones": """
        SELECT count(*) FROM (
            SELECT one.card_id, count(*) FILTER (WHERE event.new_status = 'issued') AS made FROM audit_event AS event
            JOIN replacements_replacement AS one ON one.id = event.subject_id AND event.subject = 'replacement'
            GROUP BY one.card_id
        ) AS cases JOIN LATERAL (
            SELECT count(*) AS there FROM cards_copy AS copy
            WHERE copy.card_id = cases.card_id AND copy.kind = 'plastic'
        ) AS copies ON copies.there <> cases.made + 1""",
    "a hand-over that its member was not told of once": """
        SELECT count(*) FROM (
            SELECT member_id, sum(told) AS told FROM (
                SELECT member_id, 1 AS told FROM notifications_message WHERE kind = 'card_handed_over'
                UNION ALL SELECT member_id, -1 FROM audit_event WHERE action = 'card-handed-over'
            ) AS pairs GROUP BY member_id
        ) AS found WHERE told <> 0""",
}


def set_witness() -> None:
    """Have every status written down a second time, by the database itself; before the race, by its owner."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(WITNESS)


def never_events() -> dict[str, int]:
    """How often each of the things that must never be was found; empty when none was."""
    with connection.cursor() as cursor:
        found = {}
        for name, question in NEVER.items():
            cursor.execute(question)
            found[name] = int(cursor.fetchone()[0])
    return {name: count for name, count in found.items() if count}


def untold(acts: Counter[str], opened: int) -> dict[str, tuple[int, int]]:
    """Acts whose officers were told "done" more or less often than they happened: (told, happened).

    `opened`: requests that were there before the race.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT action, count(*) FROM audit_event GROUP BY action")
        happened = Counter(dict(cursor.fetchall()))
    happened["replacement-opened"] -= opened
    pairs = {act: (acts[act], happened[action]) for act, action in LEAVES.items()}
    return {act: pair for act, pair in pairs.items() if pair[0] != pair[1]}
