/** Money fields show thousands when left and plain digits while typed in. The server accepts both. */
import { on } from "../page/behaviour";

const plain = (text: string) => text.replace(/[,，\s]/g, "");

on("focusin", ".input-money", (_, input) => {
  const field = input as HTMLInputElement;
  field.value = plain(field.value);
  // Changing the value drops the selection, and then typing would add digits to the old amount.
  field.select();
});

on("focusout", ".input-money", (_, input) => {
  const field = input as HTMLInputElement;
  const [, sign = "", whole = "", rest = ""] = /^(-?)(\d+)(\.\d*)?$/.exec(plain(field.value)) ?? [];
  if (whole) field.value = sign + whole.replace(/\B(?=(\d{3})+$)/g, ",") + rest;
});
