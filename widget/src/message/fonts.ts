import { extras } from "../extras";

extras.fonts = {
  serif: 'ui-serif,Georgia,"Nanum Myeongjo",serif',
  mono: "ui-monospace,Menlo,Consolas,monospace",
};
