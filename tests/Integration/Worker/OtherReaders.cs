using System.Text.Json;
using Platform.Captions.Formats;
using Platform.Contracts.PublicApi;
using Platform.Testkit.Files;
using Shouldly;

namespace Platform.Integration.Worker;

/// <summary>Programs of others that read captions.</summary>
internal static class OtherReaders
{
    // Fetched once for all documents that are read.
    private static readonly Lazy<Task<TemporaryFolder>> s_packages = new(FetchAsync);

    /// <summary>Reads the files of a document with other programs.</summary>
    public static async Task<Readings> ReadAsync(CaptionDocument document)
    {
        using var folder = new TemporaryFolder();
        foreach (var format in CaptionFormat.All)
        {
            await File.WriteAllBytesAsync(folder.File("c." + format.Name), CaptionWriter.WriteUtf8(document, format));
        }

        await File.WriteAllBytesAsync(folder.File("c.words"), CaptionWriter.WriteUtf8(document, CaptionFormat.Vtt, new CaptionWriterOptions(HasWordTimes: true)));

        Directory.CreateSymbolicLink(folder.File("node_modules"), (await s_packages.Value).File("node_modules"));
        await File.WriteAllTextAsync(folder.File("read.mjs"), """
            import fs from 'node:fs';
            import { createRequire } from 'node:module';
            import { parse } from '@plussub/srt-vtt-parser';
            import { parse as parseAss } from 'ass-compiler';
            import Papa from 'papaparse';
            import subsrt from 'subsrt';
            import parser from 'webvtt-parser';

            // The package as a whole draws, for which it needs a browser.
            const require = createRequire(import.meta.url);
            const { fromXML } = require('imsc/src/main/js/doc');
            const { generateISD } = require('imsc/src/main/js/isd');

            const read = name => fs.readFileSync('c.' + name, 'utf8');
            const entities = JSON.parse(fs.readFileSync('node_modules/webvtt-parser/html-entities.json', 'utf8'));
            const strict = name => new parser.WebVTTParser(entities).parse(read(name), 'subtitles/captions/descriptions');
            const text = tree => tree.children ? tree.children.map(text).join('') : tree.type === 'timestamp' ? '' : (tree.value ?? '');
            const times = tree => tree.children ? tree.children.flatMap(times) : tree.type === 'timestamp' ? [tree.value] : [];
            const lines = value => value.replace(/\r/g, '').replace(/\n+$/, '');

            const errors = [];
            const said = { info: m => errors.push(m), warn: m => errors.push(m), error: m => errors.push(m), fatal: m => errors.push(m) };
            const tt = fromXML(read('ttml'), said);
            const shown = node => node.kind === 'br' ? '\n' : (node.text ?? '') + (node.contents ?? []).map(shown).join('');
            const events = tt.getMediaTimeEvents();
            const ttml = events.map((from, i) => ({ from, to: events[i + 1] ?? from, text: generateISD(tt, from, said).contents.map(shown).join('') })).filter(c => c.text !== '');

            const seconds = value => value.split(':').reduce((sum, part) => sum * 60 + Math.round(Number(part) * 1000), 0) / 1000;
            const table = Papa.parse(read('csv').replace(/^\ufeff/, ''), { header: true, skipEmptyLines: true, delimiter: ',' });
            const first = strict('vtt');
            const words = strict('words');
            console.log(JSON.stringify({
              errors: [...first.errors.map(e => e.message), ...words.errors.map(e => e.message), ...errors, ...table.errors.map(e => e.message)],
              strict: first.cues.map(c => ({ from: c.startTime, to: c.endTime, text: text(c.tree) })),
              words: words.cues.map(c => ({ from: c.startTime, to: c.endTime, text: text(c.tree), times: times(c.tree) })),
              vtt: parse(read('vtt')).entries.map(e => ({ from: e.from / 1000, to: e.to / 1000, text: e.text })),
              srt: parse(read('srt')).entries.map(e => ({ from: e.from / 1000, to: e.to / 1000, text: lines(e.text) })),
              sbv: subsrt.parse(read('sbv'), { format: 'sbv' }).map(e => ({ from: e.start / 1000, to: e.end / 1000, text: lines(e.content) })),
              ttml,
              ass: parseAss(read('ass')).events.dialogue.map(d => ({ from: d.Start, to: d.End, text: d.Text.raw })),
              csv: table.data.map(row => ({ from: seconds(row.start), to: seconds(row.end), text: lines(row.text) })),
              txt: read('txt').split(/[\r\n\u2028\u2029]+/).filter(l => l !== '').map(l => ({ from: 0, to: 0, text: l })),
              json: JSON.parse(read('json')).cues.map(c => ({ from: c.start, to: c.end, text: c.text })),
            }));
            """);
        var (code, output) = await Sounds.RunAsync("node", ["read.mjs"], folder.Path);
        code.ShouldBe(0, output);
        (code, var packets) = await Sounds.RunAsync("ffprobe", ["-v", "error", "-f", "srt", "-show_entries", "packet=pts_time", "-of", "csv=p=0", "c.srt"], folder.Path);
        code.ShouldBe(0, packets);
        (code, var dialogues) = await Sounds.RunAsync("ffprobe", ["-v", "error", "-f", "ass", "-show_entries", "packet=pts_time", "-of", "csv=p=0", "c.ass"], folder.Path);
        code.ShouldBe(0, dialogues);
        return JsonSerializer.Deserialize<Readings>(output, JsonSerializerOptions.Web)! with { Packets = Count(packets), Dialogues = Count(dialogues) };

        static int Count(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    private static async Task<TemporaryFolder> FetchAsync()
    {
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("package.json"), """{"private":true,"dependencies":{"@plussub/srt-vtt-parser":"2.0.5","webvtt-parser":"2.2.0","imsc":"1.1.5","papaparse":"5.7.1","subsrt":"1.1.1","ass-compiler":"0.1.16"}}""");
        var (code, log) = await Sounds.RunAsync("npm", ["install", "--no-audit", "--no-fund", "--silent"], folder.Path);
        code.ShouldBe(0, log);
        return folder;
    }

    /// <summary>The cues that other programs found.</summary>
    /// <param name="Errors">Faults of the WebVTT file, by a reader that takes none.</param>
    /// <param name="Strict">Its cues.</param>
    /// <param name="Vtt">The WebVTT file's cues, by a lenient reader.</param>
    /// <param name="Srt">The SRT file's cues, by the same.</param>
    /// <param name="Txt">Lines of the text.</param>
    /// <param name="Json">Cues of the document.</param>
    /// <param name="Words">The WebVTT file's cues where it has word times.</param>
    /// <param name="Sbv">The SBV file's cues.</param>
    /// <param name="Ttml">What the TTML file shows from one change to the next.</param>
    /// <param name="Ass">The ASS file's cues, with what stands for braces and backslashes.</param>
    /// <param name="Csv">Rows of the table.</param>
    /// <param name="Packets">Cues that ffmpeg finds in the SRT file.</param>
    /// <param name="Dialogues">Cues that ffmpeg finds in the ASS file.</param>
    internal sealed record Readings(
        string[] Errors, ReadCue[] Strict, ReadCue[] Vtt, ReadCue[] Srt, ReadCue[] Txt, ReadCue[] Json, ReadCue[] Words, ReadCue[] Sbv, ReadCue[] Ttml, ReadCue[] Ass, ReadCue[] Csv,
        int Packets = 0, int Dialogues = 0);

    internal sealed record ReadCue(double From, double To, string Text, double[]? Times = null);
}
