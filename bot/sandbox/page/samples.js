// Sentences to try: what survives a translation unchanged (mentions, links, numbers, emoji) is in them. Each is one that
// the bundled model translates well; a test translates them all. {other} is somebody who reads the other language.
export const SAMPLES = {
  en: [
    "What do you want to eat tonight? 🍜",
    "{other} can you help me tonight?",
    "I watched this video yesterday: https://example.com/video 😂",
    "See you tomorrow at 7:30!",
  ],
  "zh-CN": ["这个周末谁想一起玩？", "{other} 你今天晚上想吃什么？🍜", "看看这个视频：https://example.com/video 😂", "我的生日是3月5日 🎂"],
  "zh-TW": ["有人想一起學英文嗎？", "{other} 你今天晚上想吃什麼？🍜", "看看這個影片：https://example.com/video 😂", "我的生日是3月5日 🎂"],
};

/** The sentences for a person, as shown and as sent. */
export function samplesFor(user, users) {
  const chinese = ({ locale }) => locale.startsWith("zh");
  const other = users.find((one) => chinese(one) !== chinese(user)) ?? users[0];
  const samples = SAMPLES[user.locale] ?? SAMPLES[chinese(user) ? "zh-CN" : "en"];
  return samples.map((words) => ({ shown: words.replace("{other}", `@${other.name}`), sent: words.replace("{other}", `<@${other.id}>`) }));
}
