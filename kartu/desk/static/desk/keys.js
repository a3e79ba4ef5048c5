// In a list of cases the arrow keys go from case to case, Home and End to the first and last; only while the list has the
// focus, so that no key of a screen reader or of dictation is taken elsewhere.
document.addEventListener('keydown', event => {
  const row = event.target.closest?.('table.work tbody tr');
  if (!row || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.target.matches('input, select, textarea')) return;
  const rows = [...row.parentElement.rows], at = rows.indexOf(row);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  const link = rows[to]?.querySelector('a');
  if (!link) return;
  event.preventDefault();
  link.focus();
});
