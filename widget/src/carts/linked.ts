import { extras } from "../extras";
import { openCart } from "./open";

extras.openCart = openCart;
