import { extras } from "../extras";

extras.fonts = {
  serif: 'ui-serif,Georgia,"Nanum Myeongjo",serif',
  mono: "ui-monospace,Menlo,Consolas,monospace",
  rounded: 'ui-rounded,"Hiragino Maru Gothic ProN",Quicksand,Nunito,system-ui,sans-serif',
  humanist: 'Seravek,"Gill Sans Nova",Ubuntu,Calibri,"DejaVu Sans",system-ui,sans-serif',
  /** The page's own, also one that it has loaded. */
  get inherit() {
    return getComputedStyle(document.body).fontFamily;
  },
};
