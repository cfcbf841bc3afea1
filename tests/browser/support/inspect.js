// Looks at a page the way each person may see it: light and dark, wide and narrow, by axe; keeps the pictures.
import { expect } from '@playwright/test';
import axe from 'axe-core';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const screenshots = fileURLToPath(new URL('../../../artefacts/screenshots', import.meta.url));
const wide = { width: 1280, height: 800 };
const narrow = { width: 320, height: 640 };

/**
 * Fails on anything that axe finds and on sideways scrolling, in each of the four looks and at 200 % zoom. What it finds
 * in one look does not keep it from the others.
 */
export async function inspect(page, name) {
  await page.evaluate(axe.source);
  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [wide, narrow]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      const look = `${name}-${colorScheme}-${viewport.width}`;
      await picture(page, look);
      expect.soft(await axeFindings(page, colorScheme), look).toEqual([]);
      expect.soft(await overhang(page), `${look}: pixels to scroll sideways`).toBe(0);
    }
  }
  // 200 % zoom of a 1280 px window leaves 640 CSS pixels.
  await page.setViewportSize({ width: 640, height: 400 });
  expect.soft(await overhang(page), `${name} at 200 %: pixels to scroll sideways`).toBe(0);
  await page.setViewportSize(wide);
  await page.emulateMedia({ colorScheme: 'light' });
}

export async function picture(page, name) {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
}

export function overhang(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

async function axeFindings(page, colorScheme) {
  // Light and dark are the same document: only what depends on colours is asked twice.
  const rules = colorScheme === 'dark' ? { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } } : { rules: { 'target-size': { enabled: true } } };
  const violations = await page.evaluate(async (options) => {
    // preload fetches stylesheets again, which the page's policy rightly refuses.
    const result = await window.axe.run(document, { preload: false, resultTypes: ['violations'], ...options });
    return result.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => [node.html, node.failureSummary]) }));
  }, rules);
  return violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.flat().join('\n')}`);
}
