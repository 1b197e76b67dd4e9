"""What no page may do on a telephone: hide the cells of a table whose rows become cards there."""

CLIPPED = """
() => {
  document.querySelectorAll('details').forEach(one => { one.open = true; });
  const cut = box => box.scrollWidth > box.clientWidth + 1;
  return [...document.querySelectorAll('.carded')].filter(table => cut(table) || cut(table.parentElement))
    .map(table => table.className);
}
"""
