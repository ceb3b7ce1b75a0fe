// Every interactive element of Block Kit that this sandbox can show, by its type.

import { button, overflow } from "./buttons.js";
import { checkboxes, radioButtons } from "./choices.js";
import { datepicker, datetimepicker, timepicker } from "./dates.js";
import { emailInput, numberInput, plainTextInput, urlInput } from "./inputs.js";
import { SELECTS } from "./selects.js";

export const ELEMENTS = {
  button,
  overflow,
  checkboxes,
  radio_buttons: radioButtons,
  datepicker,
  timepicker,
  datetimepicker,
  plain_text_input: plainTextInput,
  number_input: numberInput,
  email_text_input: emailInput,
  url_text_input: urlInput,
  ...SELECTS,
};
