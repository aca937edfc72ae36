// What the reader did and Python has not answered yet, shown at once.

export const FALLBACK = "fallback";

/** The label of a rule's option. */
export function optionLabel(key) {
  return OPTIONS.find(([name]) => name === key)?.[1] ?? key;
}

function withEdit(rows, edit) {
  const at = rows.findIndex(({ id }) => id === edit.region);
  if (at < 0) return rows;
  const others = rows.toSpliced(at, 1);
  if (edit.kind === "delete") return others;
  if (edit.kind === "move") return others.toSpliced(edit.place, 0, { ...rows[at], stale: true });
  const changed = {
    rename: { name: edit.text },
    recolour: { color: edit.text },
    rule: { option: edit.text, rule: "", chosen: "", stale: true },
    weights: { stale: true },
    voters: { stale: true },
  }[edit.kind];
  return changed ? rows.with(at, { ...rows[at], ...changed }) : rows;
}

/** Rows from top to bottom, and the id of the one in hand. `pending`: events in the order in which they happened. */
export function visibleState(data, pending) {
  const rows = pending.reduce(withEdit, data.rows);
  const choice = pending.findLast(({ kind }) => kind === "choose");
  return { rows, chosen: choice ? choice.region : data.chosen };
}
