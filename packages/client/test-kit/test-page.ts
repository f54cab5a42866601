/** As much of a page as is listened to. */
export class TestPage extends EventTarget {
  document = Object.assign(new EventTarget(), { hidden: false })
  navigator = { onLine: true }
}
