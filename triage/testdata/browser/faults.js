// Looks at the rendered page and returns what is wrong with it, a line each.
// The width is what the page was given: one that overflows makes innerWidth grow.
(width => {
  const faults = new Set();
  const name = el => `<${el.localName}${el.className ? ' class=' + el.className : ''}> “${el.textContent.trim().slice(0, 30)}”`;
  const elements = [...document.body.querySelectorAll('*')];

  // Colours.
  const colour = css => {
    const m = css.match(/^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/);
    if (!m) faults.add(`colour: ${css} is not understood`);
    return m ? [+m[1], +m[2], +m[3], m[4] === undefined ? 1 : +m[4]] : [0, 0, 0, 1];
  };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const paper = matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1];
  const ground = el => {
    if (!el) return paper;
    const s = getComputedStyle(el);
    if (s.backgroundImage !== 'none') faults.add(`colour: ${name(el)} has a background image`);
    if (s.opacity !== '1') faults.add(`colour: ${name(el)} is not opaque`);
    const c = colour(s.backgroundColor);
    return c[3] === 1 ? c : over(c, ground(el.parentElement));
  };
  const light = c => {
    const [r, g, b] = c.slice(0, 3).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);

  // Nothing overflows, box or words.
  const outside = r => r.width > 0 && r.height > 0 && (r.left < -0.5 || r.right > width + 0.5);
  if (innerWidth > width || document.documentElement.scrollWidth > width || document.body.scrollWidth > width)
    faults.add(`overflow: the page is ${Math.max(innerWidth, document.documentElement.scrollWidth, document.body.scrollWidth)} px wide`);
  for (const el of elements) {
    if (outside(el.getBoundingClientRect())) faults.add(`overflow: ${name(el)}`);
    const s = getComputedStyle(el);
    if (s.overflowX !== 'visible' && el.scrollWidth > el.clientWidth) faults.add(`overflow: ${name(el)} is cut off`);
  }

  // Every word can be read (WCAG 2.2, 1.4.3). The class "n" is a note, which
  // begins at the side that its language begins at.
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let t; (t = texts.nextNode());) {
    if (!t.data.trim()) continue;
    const el = t.parentElement, s = getComputedStyle(el), range = document.createRange();
    range.selectNodeContents(t);
    const boxes = [...range.getClientRects()];
    if (boxes.some(outside)) faults.add(`overflow: the words of ${name(el)}`);
    if (s.display === 'none' || s.visibility !== 'visible') continue; // a preheader
    if (el.classList.contains('n') && s.direction === 'rtl' && s.textAlign === 'left') faults.add(`align: ${name(el)} is read from the right`);
    const size = parseFloat(s.fontSize), large = size >= 24 || (size >= 18.66 && +s.fontWeight >= 700);
    const below = ground(el), c = contrast(over(colour(s.color), below), below);
    if (c < (large ? 3 : 4.5)) faults.add(`contrast: ${c.toFixed(2)} of ${name(el)}`);
    if (size < 11) faults.add(`small: ${size} px of ${name(el)}`);
  }

  // Bars (WCAG 2.2, 1.4.11): a box with a colour and no words. The class "e" is
  // what is left of a bar: it need not differ from the page, but from the bar.
  const bars = elements.filter(el => {
    const r = el.getBoundingClientRect();
    return !el.textContent.trim() && r.width > 0 && r.height > 0 && colour(getComputedStyle(el).backgroundColor)[3] > 0;
  }).map(el => ({ el, box: el.getBoundingClientRect(), c: ground(el) }));
  const touch = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > -0.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > -0.5;
  bars.forEach((a, i) => {
    const c = contrast(a.c, ground(a.el.parentElement));
    if (!a.el.classList.contains('e') && c < 3) faults.add(`contrast: ${c.toFixed(2)} of the bar ${name(a.el)} to the page`);
    for (const b of bars.slice(i + 1)) {
      const c = contrast(a.c, b.c);
      if (touch(a.box, b.box) && c < 3) faults.add(`contrast: ${c.toFixed(2)} of the bar ${name(a.el)} to ${name(b.el)}`);
    }
  });

  // Links can be hit with a thumb.
  const links = [...document.querySelectorAll('a, area, [href]')].map(el => ({ el, box: el.getBoundingClientRect() }));
  links.forEach(({ el, box }, i) => {
    if (box.width < 44 || box.height < 44) faults.add(`target: ${box.width.toFixed()} x ${box.height.toFixed()} px of ${name(el)}`);
    for (const b of links.slice(i + 1)) {
      const w = Math.min(box.right, b.box.right) - Math.max(box.left, b.box.left), h = Math.min(box.bottom, b.box.bottom) - Math.max(box.top, b.box.top);
      if (w > 0.5 && h > 0.5) faults.add(`target: ${name(el)} and ${name(b.el)} overlap`);
    }
    const href = el.getAttribute('href') || '';
    if (!/^https:\/\/www\.linkedin\.com\/(in\/[\w%~.-]*[\w%~-][\w%~.-]*|mynetwork\/invitation-manager)\/$/.test(href)) faults.add(`link: ${href}`);
  });

  // What is in the page.
  const root = document.documentElement;
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(root.lang)) faults.add(`lang: “${root.lang}”`);
  if (!/^(ltr|rtl)$/.test(root.dir)) faults.add(`dir: “${root.dir}”`);
  for (const el of document.querySelectorAll('script, link, base, iframe, frame, object, embed, form, input, button, svg, video, audio, meta[http-equiv]')) faults.add(`element: ${name(el)}`);
  for (const el of document.querySelectorAll('*')) {
    for (const a of el.attributes) {
      if (/^on/.test(a.name)) faults.add(`script: ${name(el)} ${a.name}`);
      if (/^(src|srcset|background|action|data|poster)$/.test(a.name) && !/^(cid|data):/.test(a.value)) faults.add(`remote: ${name(el)} ${a.name}=${a.value}`);
    }
    const style = (el.getAttribute('style') || '') + (el.localName === 'style' ? el.textContent : '');
    if (/url\(|@import/i.test(style)) faults.add(`remote: the style of ${name(el)}`);
  }
  return [...faults];
})
