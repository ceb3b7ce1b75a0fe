// The emoji that people and incident bots use in an incident, by their short names.

// prettier-ignore
export const EMOJI = {
  __proto__: null, // so that :constructor: is no emoji
  // states
  rotating_light: "🚨", fire: "🔥", warning: "⚠️", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌",
  no_entry: "⛔", no_entry_sign: "🚫", octagonal_sign: "🛑", construction: "🚧", checkered_flag: "🏁",
  triangular_flag_on_post: "🚩", red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡",
  large_green_circle: "🟢", large_blue_circle: "🔵", large_purple_circle: "🟣", white_circle: "⚪", black_circle: "⚫",
  large_red_square: "🟥", large_orange_square: "🟧", large_yellow_square: "🟨", large_green_square: "🟩",
  large_blue_square: "🟦", white_large_square: "⬜", question: "❓", exclamation: "❗", bangbang: "‼️",
  information_source: "ℹ️", sos: "🆘", new: "🆕", up: "🆙", ok: "🆗",
  // time and calling
  bell: "🔔", no_bell: "🔕", phone: "☎️", telephone_receiver: "📞", iphone: "📱", pager: "📟", alarm_clock: "⏰",
  stopwatch: "⏱️", hourglass: "⌛", hourglass_flowing_sand: "⏳", calendar: "📆", date: "📅", clock1: "🕐", clock3: "🕒",
  mega: "📣", loudspeaker: "📢", email: "📧", envelope: "✉️", incoming_envelope: "📨", speech_balloon: "💬", thread: "🧵",
  // work
  pushpin: "📌", round_pushpin: "📍", memo: "📝", pencil: "📝", pencil2: "✏️", clipboard: "📋", link: "🔗", mag: "🔍",
  bulb: "💡", books: "📚", book: "📖", notebook: "📓", ticket: "🎫", label: "🏷️", wrench: "🔧", hammer: "🔨",
  hammer_and_wrench: "🛠️", gear: "⚙️", shield: "🛡️", lock: "🔒", unlock: "🔓", key: "🔑", scales: "⚖️",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", file_folder: "📁",
  wastebasket: "🗑️", inbox_tray: "📥", outbox_tray: "📤", package: "📦", floppy_disk: "💾", computer: "💻",
  satellite: "🛰️", electric_plug: "🔌", bug: "🐛", rocket: "🚀", boom: "💥", zap: "⚡", recycle: "♻️",
  arrows_counterclockwise: "🔄", repeat: "🔁", arrow_up: "⬆️", arrow_down: "⬇️", arrow_right: "➡️", arrow_left: "⬅️",
  back: "🔙", credit_card: "💳", moneybag: "💰", globe_with_meridians: "🌐", cloud: "☁️", ambulance: "🚑", hospital: "🏥",
  crown: "👑", dart: "🎯", brain: "🧠",
  // people
  eyes: "👀", thumbsup: "👍", "+1": "👍", thumbsdown: "👎", "-1": "👎", wave: "👋", pray: "🙏", clap: "👏",
  raised_hands: "🙌", ok_hand: "👌", muscle: "💪", point_up: "☝️", point_right: "👉", raised_hand: "✋",
  bust_in_silhouette: "👤", busts_in_silhouette: "👥", robot_face: "🤖", smile: "😄", slightly_smiling_face: "🙂",
  thinking_face: "🤔", sweat_smile: "😅", joy: "😂", cry: "😢", sob: "😭", scream: "😱", relieved: "😌", sleeping: "😴",
  zzz: "💤", heart: "❤️", tada: "🎉", sparkles: "✨", star: "⭐", trophy: "🏆", coffee: "☕", pizza: "🍕", 100: "💯",
  one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣",
};
