// A row laid out as a card is no row any more to some screen readers (those on WebKit), unless it says that it is one.
(() => {
  const ROLES = { table: 'table', 'thead, tbody': 'rowgroup', tr: 'row', td: 'cell', 'th[scope=col]': 'columnheader', 'th[scope=row]': 'rowheader' };
  for (const [what, role] of Object.entries(ROLES))
    for (const each of document.querySelectorAll(`:is(.work, .work *):is(${what})`)) each.setAttribute('role', role);
})();
