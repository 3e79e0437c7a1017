/**
 * What every page loads: the styles, htmx, and Stimulus with its few small controllers.
 * A page's own behaviour is a lazy chunk; see lazy.ts.
 */
import "./trusted_types"; // before anything makes elements from text
import "./css/main.css";
import { Application } from "@hotwired/stimulus";
import { ArriveController } from "./everywhere/arrive_controller";
import { DialogController } from "./everywhere/dialog_controller";
import { FilterController } from "./everywhere/filter_controller";
import { MenuController } from "./everywhere/menu_controller";
import { OnceController } from "./everywhere/once_controller";
import { PrintController } from "./everywhere/print_controller";
import { SessionController } from "./everywhere/session_controller";
import { configureHtmx } from "./htmx";
import { loadControllersOnDemand } from "./lazy";

configureHtmx();

const application = Application.start();
application.register("arrive", ArriveController);
application.register("dialog", DialogController);
application.register("filter", FilterController);
application.register("menu", MenuController);
application.register("once", OnceController);
application.register("print", PrintController);
application.register("session", SessionController);
loadControllersOnDemand(application);
