"""Finding deals that might be begun: a few statements over the whole book, every night and on demand.

| why | when |
|---|---|
| repeat | won more than a year ago, nothing open since |
| revive | lost half a year ago or more for a reason that passes (budget, postponed, no answer), nothing since |
| need | a call, visit or note of the last sixty days speaks of a need, nothing open |
| decider | a contact became a decider within ninety days, nothing open |
| intent | the customer's status says that it intends to buy, talked to within sixty days, nothing open |

Frozen and binned customers are left out. What was dismissed does not come back before its day; what was taken up not
for half a year. An open suggestion whose reason has gone is taken away.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

NEVER = ["暂无", "没有", "不需要", "无需", "取消", "no need", "no budget"]
WORDS = ["需求", "扩产", "新项目", "采购计划", "预算", "招标", "询价", "换线", "expansion", "tender", "budget"]

FOUND = """
WITH idle AS (
  SELECT c.id, c.name, c.owner_id, c.department_id, c.status_id, c.last_contact_at FROM customer c
  WHERE c.deleted_at IS NULL AND c.frozen_at IS NULL AND NOT EXISTS (
    SELECT FROM opportunity o WHERE o.customer_id = c.id AND o.state = 'open' AND o.deleted_at IS NULL)
), closed AS (
  SELECT DISTINCT ON (o.customer_id) o.customer_id, o.state, o.closed_on, o.amount_base, o.name, r.code AS reason
  FROM opportunity o LEFT JOIN dictionary_choice r ON r.id = o.lost_reason_id
  WHERE o.state <> 'open' AND o.deleted_at IS NULL ORDER BY o.customer_id, o.closed_on DESC, o.id DESC
), found AS (
  SELECT i.id, 'repeat' AS kind, NULL::bigint AS contact_id, l.closed_on AS last_on, l.amount_base AS amount,
         l.name AS note, 70 AS strength
  FROM idle i JOIN closed l ON l.customer_id = i.id
  WHERE l.state = 'won' AND l.closed_on < %(today)s::date - 365
  UNION ALL
  SELECT i.id, 'revive', NULL, l.closed_on, l.amount_base, l.name, 50 FROM idle i JOIN closed l ON l.customer_id = i.id
  WHERE l.state = 'lost' AND l.reason IN ('budget', 'postponed', 'no_answer')
    AND l.closed_on < %(today)s::date - 180
  UNION ALL
  SELECT i.id, 'need', a.contact_id, (a.at AT TIME ZONE %(zone)s)::date, NULL, left(a.words, 300), 80
  FROM idle i CROSS JOIN LATERAL (
    SELECT a.contact_id, a.at, trim(a.subject || ' ' || a.body) AS words FROM activity a
    WHERE a.customer_id = i.id AND a.deleted_at IS NULL AND a.kind <> 'task' AND a.at > now() - interval '60 days'
      AND (a.subject || ' ' || a.body) ~* %(words)s AND (a.subject || ' ' || a.body) !~* %(never)s
    ORDER BY a.at DESC LIMIT 1) a
  UNION ALL
  SELECT i.id, 'decider', p.id, (p.at AT TIME ZONE %(zone)s)::date, NULL, p.name, 60
  FROM idle i CROSS JOIN LATERAL (
    SELECT c.id, c.name, h.at FROM contact c JOIN history_change h ON h.kind = 'contact' AND h.record_id = c.id
    JOIN dictionary_choice d ON d.id = c.decision_role_id AND d.code = 'decider'
    WHERE c.customer_id = i.id AND c.deleted_at IS NULL AND h.verb = 'U' AND h.changes ? 'decision_role_id'
      AND h.at > now() - interval '90 days' ORDER BY h.at DESC LIMIT 1) p
  UNION ALL
  SELECT i.id, 'intent', NULL, (i.last_contact_at AT TIME ZONE %(zone)s)::date, NULL, '', 40
  FROM idle i JOIN dictionary_choice s ON s.id = i.status_id AND s.code IN ('intending', 'negotiating')
  WHERE i.last_contact_at > now() - interval '60 days'
), wanted AS (
  SELECT f.*, i.name, i.owner_id, i.department_id FROM found f JOIN idle i USING (id)
  WHERE NOT EXISTS (SELECT FROM opportunity_suggestion s WHERE s.customer_id = f.id AND s.kind = f.kind
    AND s.state <> 'open' AND s.deleted_at IS NULL AND s.until > %(today)s::date)
)
"""
GONE = (
    FOUND
    + """
DELETE FROM opportunity_suggestion s WHERE s.state = 'open' AND s.created_by_id IS NULL
  AND NOT EXISTS (SELECT FROM wanted w WHERE w.id = s.customer_id AND w.kind = s.kind)
"""
)
KEPT = (
    FOUND
    + """
INSERT INTO opportunity_suggestion (created_at, updated_at, revision, owner_id, department_id, customer_id, contact_id,
  kind, name, last_on, note, strength, amount, state, scope_level, scope_open, scope_frozen)
SELECT now(), now(), 1, owner_id, department_id, id, contact_id, kind, name, last_on, note, strength, amount, 'open', 0,
  true, false FROM wanted ORDER BY id, kind
ON CONFLICT (customer_id, kind) WHERE state = 'open' AND deleted_at IS NULL DO UPDATE
SET name = excluded.name, last_on = excluded.last_on, note = excluded.note, amount = excluded.amount,
    contact_id = excluded.contact_id, updated_at = now()
WHERE (opportunity_suggestion.name, opportunity_suggestion.last_on, opportunity_suggestion.note,
       opportunity_suggestion.amount, opportunity_suggestion.contact_id)
  IS DISTINCT FROM (excluded.name, excluded.last_on, excluded.note, excluded.amount, excluded.contact_id)
"""
)


def find_all(today: Any, zone: str) -> tuple[int, int]:
    """Bring the suggestions in step with the book; returns how many are new or changed, and how many are gone."""
    values = {"today": today, "zone": zone, "words": "|".join(WORDS), "never": "|".join(NEVER)}
    with connection.cursor() as cursor:
        cursor.execute(GONE, values)
        gone = cursor.rowcount
        cursor.execute(KEPT, values)
        return cursor.rowcount, gone
