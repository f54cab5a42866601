/**
 * Spreads what the tabs of many people ask again over time: 0.9 to 1.1. One a tab, since an interval that changes at every
 * look is begun anew by every drawing, and on a page that is drawn each second would never end.
 */
export const TAB_JITTER = 0.9 + 0.2 * Math.random()
