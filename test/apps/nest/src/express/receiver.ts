export { receiver } from "../receiver.js";
