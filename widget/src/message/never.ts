// A button that ends all messages of the site in this browser, for good.
import { extras } from "../extras";

const { told, choose } = extras;

extras.choose = (scene, body, action, ...rest) => {
  if (action === "never") scene.close("close");
  else choose?.(scene, body, action, ...rest);
};

extras.told = (desk, campaign, name, properties) => {
  told?.(desk, campaign, name, properties);
  if (properties.action === "never")
    desk.remember((memory) => {
      memory.never = Date.now();
    });
};
