using System.Text.Json;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Shouldly;

namespace Platform.Integration.Worker;

/// <summary>Programs of others that read captions.</summary>
internal static class OtherReaders
{
    /// <summary>What they find in the document's files.</summary>
    public static async Task<Readings> ReadAsync(CaptionDocument document)
    {
        using var folder = new TemporaryFolder();
        foreach (var format in Enum.GetValues<CaptionFormat>())
        {
            await File.WriteAllBytesAsync(folder.File("c." + CaptionFormats.Extension(format)), CaptionWriter.WriteUtf8(document, format));
        }

        await File.WriteAllTextAsync(folder.File("package.json"), """{"private":true,"dependencies":{"@plussub/srt-vtt-parser":"2.0.5","webvtt-parser":"2.2.0"}}""");
        await File.WriteAllTextAsync(folder.File("read.mjs"), """
            import fs from 'node:fs';
            import { parse } from '@plussub/srt-vtt-parser';
            import parser from 'webvtt-parser';
            const entities = JSON.parse(fs.readFileSync('node_modules/webvtt-parser/html-entities.json', 'utf8'));
            const vtt = fs.readFileSync('c.vtt', 'utf8');
            const strict = new parser.WebVTTParser(entities).parse(vtt, 'subtitles/captions/descriptions');
            const text = tree => tree.children ? tree.children.map(text).join('') : (tree.value ?? '');
            console.log(JSON.stringify({
              errors: strict.errors.map(e => e.message),
              strict: strict.cues.map(c => ({ from: c.startTime, to: c.endTime, text: text(c.tree) })),
              vtt: parse(vtt).entries.map(e => ({ from: e.from / 1000, to: e.to / 1000, text: e.text })),
              srt: parse(fs.readFileSync('c.srt', 'utf8')).entries.map(e => ({ from: e.from / 1000, to: e.to / 1000, text: e.text })),
              txt: fs.readFileSync('c.txt', 'utf8').split(/[\r\n\u2028\u2029]+/).filter(l => l !== '').map(l => ({ from: 0, to: 0, text: l })),
              json: JSON.parse(fs.readFileSync('c.json', 'utf8')).cues.map(c => ({ from: c.start, to: c.end, text: c.text })),
            }));
            """);
        var (installed, log) = await Sounds.RunAsync("npm", ["install", "--no-audit", "--no-fund", "--silent"], folder.Path);
        installed.ShouldBe(0, log);
        var (code, output) = await Sounds.RunAsync("node", ["read.mjs"], folder.Path);
        code.ShouldBe(0, output);
        (code, var packets) = await Sounds.RunAsync("ffprobe", ["-v", "error", "-f", "srt", "-show_entries", "packet=pts_time", "-of", "csv=p=0", "c.srt"], folder.Path);
        code.ShouldBe(0, packets);
        return JsonSerializer.Deserialize<Readings>(output, JsonSerializerOptions.Web)! with { Packets = packets.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length };
    }

    /// <summary>What was found.</summary>
    /// <param name="Errors">Faults of the WebVTT file, by a reader that takes none.</param>
    /// <param name="Strict">Its cues.</param>
    /// <param name="Vtt">The WebVTT file's cues, by a lenient reader.</param>
    /// <param name="Srt">The SRT file's cues, by the same.</param>
    /// <param name="Txt">Lines of the text.</param>
    /// <param name="Json">Cues of the document.</param>
    /// <param name="Packets">Cues that ffmpeg finds in the SRT file.</param>
    internal sealed record Readings(string[] Errors, ReadCue[] Strict, ReadCue[] Vtt, ReadCue[] Srt, ReadCue[] Txt, ReadCue[] Json, int Packets = 0);

    internal sealed record ReadCue(double From, double To, string Text);
}
