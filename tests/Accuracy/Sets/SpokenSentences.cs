using System.Globalization;
using Platform.Accuracy.Running;
using Platform.Accuracy.Sounds;
using Platform.Testkit.Files;

namespace Platform.Accuracy.Sets;

/// <summary>Sentences in languages that are written without spaces, said by eSpeak NG: no package of Debian has recordings of people in them.</summary>
internal static class SpokenSentences
{
    private const double PauseSeconds = 0.5;

    // Words a minute: what is said faster is not recognised as the language that it is. Japanese in kana alone: the voice reads no others.
    private static readonly Dictionary<string, (string Voice, int Speed, string[] Sentences)> s_spoken = new()
    {
        ["espeak-zh"] = ("cmn-latn-pinyin", 175,
        [
            "今天天气很好，我们去公园走走吧。", "请问火车站怎么走？", "我昨天买了一本关于历史的书。", "这家饭馆的面条非常好吃。", "会议从下午三点开始。",
            "他每天早上六点起床跑步。", "图书馆里请不要大声说话。", "我们的飞机晚点了两个小时。", "孩子们在院子里玩得很高兴。", "请把门关上，外面很冷。",
        ]),
        ["espeak-ja"] = ("ja", 130,
        [
            "きょうは とても いい てんき です。", "えきは どこに ありますか。", "わたしは きのう あたらしい ほんを かいました。", "この みせの りょうりは おいしい です。",
            "かいぎは ごごから はじまります。", "かれは まいあさ はしって います。", "としょかんでは しずかに して ください。", "ひこうきが おくれて います。",
            "こどもたちは にわで あそんで います。", "そとは さむいので どあを しめて ください。",
        ]),
        ["espeak-th"] = ("th", 130,
        [
            "วันนี้อากาศดีมาก เราไปเดินเล่นกันเถอะ", "สถานีรถไฟอยู่ที่ไหน", "เมื่อวานนี้ฉันซื้อหนังสือใหม่", "ร้านนี้อาหารอร่อยมาก", "การประชุมเริ่มตอนบ่ายสามโมง",
            "เขาวิ่งทุกเช้า", "กรุณาอย่าพูดเสียงดังในห้องสมุด", "เครื่องบินมาช้าสองชั่วโมง", "เด็กๆเล่นอยู่ในสวน", "กรุณาปิดประตู ข้างนอกหนาวมาก",
        ]),
    };

    /// <summary>The sets that can be had.</summary>
    public static IReadOnlyCollection<string> Names => s_spoken.Keys;

    /// <summary>Joins a set.</summary>
    public static async Task<JoinedSet> JoinAsync(string name, CancellationToken cancellationToken)
    {
        var (voice, speed, sentences) = s_spoken[name];
        List<short> samples = [];
        List<SetEntry> entries = [];
        foreach (var sentence in sentences)
        {
            using var folder = new TemporaryFolder();
            var wave = folder.File("said.wav");
            await Tool.RunAsync("espeak-ng", ["-v", voice, "-s", speed.ToString(CultureInfo.InvariantCulture), "-w", wave, sentence], cancellationToken);
            var start = (double)samples.Count / Sound.SampleRate;
            samples.AddRange(await Tool.DecodeAsync(wave, [], cancellationToken));
            entries.Add(new SetEntry(start, (double)samples.Count / Sound.SampleRate, sentence));
            samples.AddRange(Sound.Silence(PauseSeconds));
        }

        return new JoinedSet(name, name[^2..], [.. samples], entries);
    }
}
