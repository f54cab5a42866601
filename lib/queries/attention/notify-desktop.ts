/** Whether this browser can notify at all, and whether its owner has allowed it. */
export function notificationsAllowed(): boolean {
  return typeof Notification !== 'undefined' && Notification.permission === 'granted'
}

/** Shows a desktop notification; one with the same tag replaces the one before. */
export function notifyDesktop(tag: string, body: string): void {
  if (!notificationsAllowed()) return
  try {
    new Notification('Stormdeck', { body, tag, icon: '/icon-storm.svg' })
  } catch {
    // Chrome on Android has the constructor and throws from it; title, icon and sound still say it.
  }
}
