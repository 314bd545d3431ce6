// A button that ends all messages of the site in this browser, for good.
import { extras } from "../extras";

const { told } = extras;

extras.told = (desk, campaign, name, properties) => {
  told?.(desk, campaign, name, properties);
  if (properties.action === "never")
    desk.remember((memory) => {
      memory.never = Date.now();
    });
};
