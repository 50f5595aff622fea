using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Identity;
using Platform.ServiceDefaults.LogFiles;
using Platform.ServiceDefaults.Logs;
using Platform.Testkit.Files;
using Platform.Testkit.Waiting;
using Shouldly;
using Xunit;

namespace Platform.Observability.Logs;

public sealed class LogArchiveTests : IDisposable
{
    private static readonly LogQuery s_all = new(new HashSet<string>(), null, null, null, null, 1000, null);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Log_files_are_limited_in_size_and_the_oldest_are_deleted()
    {
        await using var log = Open(maxFileBytes: 10_000, maxFiles: 5);
        var archive = new LogArchive(log);
        for (var i = 0; i < 2000; i++)
        {
            Add(log, Line(i, "INFO"));
        }

        await Eventually.BecomesTrueAsync(async () => (await archive.ReadAsync(s_all with { Limit = 1 }, default)) is [var newest] && Number(newest) == 1999);
        var files = archive.List();
        files.Count.ShouldBe(5);
        files.ShouldAllBe(file => file.Length <= 10_000 && file.Length > 0);
        files.Select(file => file.BegunAt).ShouldBe(files.Select(file => file.BegunAt).OrderDescending());
        Directory.EnumerateFiles(_folder.Path, "*.log").Count().ShouldBe(5);

        // What is kept is the end of what was written, without a gap.
        var numbers = (await archive.ReadAsync(s_all, default)).Select(Number).ToArray();
        numbers.ShouldBe(Enumerable.Range(2000 - numbers.Length, numbers.Length).Reverse());
    }

    [Fact]
    public async Task Log_files_are_accessible_to_their_owner_only_including_those_of_an_earlier_version()
    {
        var folder = _folder.File("logs");
        Directory.CreateDirectory(folder);
        var old = Path.Combine(folder, "service.0.20250101-000000-000.log");
        var others = Path.Combine(folder, "others.txt");
        foreach (var path in (string[])[old, others])
        {
            await File.WriteAllTextAsync(path, Line(1, "INFO"));
            File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        }

        await using var log = Open(maxFileBytes: 10_000, folder: folder);
        var archive = new LogArchive(log);
        for (var i = 0; i < 300; i++)
        {
            Add(log, Line(i, "INFO"));
        }

        await Eventually.BecomesTrueAsync(async () => (await archive.ReadAsync(s_all with { Limit = 1 }, default)) is [var newest] && Number(newest) == 299);
        archive.List().Count.ShouldBeGreaterThan(1);
        OpenPermissions.In(folder, folder, others).ShouldBeEmpty();
        File.GetUnixFileMode(others).ShouldBe((UnixFileMode)0b110_100_100, "is no file of the log");
    }

    [Fact]
    public async Task A_full_disk_drops_and_counts_whole_lines()
    {
        var time = new Frozen(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var full = Path.Combine(_folder.Path, "service.0.20260101-000000-000.log");
        File.CreateSymbolicLink(full, "/dev/full");
        await using var log = Open(time: time);
        var archive = new LogArchive(log);
        for (var i = 0; i < 100; i++)
        {
            Add(log, Line(i, "INFO"));
        }

        // Links are not followed: what stands in for the disk is no log file.
        await time.Waits.WaitAsync(TimeSpan.FromMinutes(1));
        archive.List().ShouldBeEmpty();
        File.Delete(full);
        Add(log, Line(100, "INFO"));
        await Eventually.BecomesTrueAsync(async () => (await archive.ReadAsync(s_all, default)).Count > 1);
        var lines = await archive.ReadAsync(s_all, default);
        var lost = int.Parse(lines[^1].Line.GetProperty("message").GetString()!.Split(' ')[0], CultureInfo.InvariantCulture);
        lines[^1].Line.GetProperty("message").GetString().ShouldBe($"{lost} lines were left out: the disk could not keep up.");
        lines.SkipLast(1).Select(Number).Where(number => number < 100).ShouldBe(Enumerable.Range(lost, 100 - lost).Reverse());
        (await File.ReadAllLinesAsync(full)).ShouldAllBe(line => JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
    }

    [Fact]
    public async Task Each_replica_has_its_own_files_and_continues_them_after_a_restart()
    {
        await using (var first = Open())
        await using (var second = Open())
        {
            (first.Slot.Number, second.Slot.Number).ShouldBe((0, 1));
            Add(first, Line(1, "INFO"));
            Add(second, Line(2, "INFO"));
        }

        await using var again = Open();
        again.Slot.Number.ShouldBe(0);
        Add(again, Line(3, "INFO"));
        var archive = new LogArchive(again);
        await Eventually.PassesAsync(async () => (await archive.ReadAsync(s_all, default)).Select(Number).ShouldBe([3, 1]));
        archive.List().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lines_are_found_by_level_time_text_and_trace_and_paged_without_gaps_or_repeats()
    {
        await using var log = Open(maxFileBytes: 20_000, maxFiles: 100);
        var archive = new LogArchive(log);
        for (var i = 0; i < 1000; i++)
        {
            Add(log, Line(i, i % 10 == 0 ? "WARN" : "INFO", i % 2 == 0 ? "aaaabbbbccccdddd0000000000000001" : "aaaabbbbccccdddd0000000000000002"));
        }

        await Eventually.BecomesTrueAsync(async () => (await archive.ReadAsync(s_all, default)).Count == 1000);
        (await archive.ReadAsync(s_all with { Levels = new HashSet<string> { "WARN" } }, default)).Count.ShouldBe(100);
        (await archive.ReadAsync(s_all with { TraceId = "aaaabbbbccccdddd0000000000000002" }, default)).Count.ShouldBe(500);
        (await archive.ReadAsync(s_all with { Text = "NUMBER 77" }, default)).Select(Number).ShouldBe([779, 778, 777, 776, 775, 774, 773, 772, 771, 770, 77]);
        (await archive.ReadAsync(s_all with { From = Time(10), To = Time(13) }, default)).Select(Number).ShouldBe([12, 11, 10]);

        var seen = new List<int>();
        LogPosition? before = null;
        while (await archive.ReadAsync(s_all with { Limit = 37, Before = before }, default) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(Number));
            before = page[^1].Position;
            LogPosition.TryParse(before.ToString(), out var parsed).ShouldBeTrue();
            parsed.ShouldBe(before.Value);
        }

        seen.ShouldBe(Enumerable.Range(0, 1000).Reverse());
    }

    [Theory]
    [InlineData("../etc/passwd")]
    [InlineData("..%2fetc%2fpasswd")]
    [InlineData("%2e%2e%2fservice.0.20260101-000000-000.log")]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\windows\\win.ini")]
    [InlineData("\\\\host\\share")]
    [InlineData("service.0.20260101-000000-000.log/../../secret.txt")]
    [InlineData("service.0.20260101-000000-000.log\0.txt")]
    [InlineData("service.0.20260101-000000-000.log\n")]
    [InlineData("service.0.20260101-000000-000.LOG")]
    [InlineData("SERVICE.0.20260101-000000-000.log")]
    [InlineData("service.0.20260101-000000-000.log ")]
    [InlineData(" service.0.20260101-000000-000.log")]
    [InlineData("service..0.20260101-000000-000.log")]
    [InlineData("service.0.20261301-000000-000.log")]
    [InlineData("service.1.20260101-000000-000.log")]
    [InlineData("other.0.20260101-000000-000.log")]
    [InlineData("link.0.20260101-000000-000.log")]
    [InlineData("service.0.lock")]
    [InlineData("secret.txt")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("")]
    [InlineData("．．／service.0.20260101-000000-000.log")]
    public async Task Only_log_files_of_the_replica_can_be_opened(string name)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "secret.txt"), "hunter2");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "service.1.20260101-000000-000.log"), "another replica's");
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "other.0.20260101-000000-000.log"), "another service's");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "service.0.20250101-000000-000.log"), Path.Combine(_folder.Path, "secret.txt"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "service.0.20260101-000000-000.log"), Line(1, "INFO"));
        await using var log = Open();
        var archive = new LogArchive(log);
        archive.Open(name).ShouldBeNull();
        archive.Open("service.0.20250101-000000-000.log").ShouldBeNull("it is a link");
        await using var there = archive.Open("service.0.20260101-000000-000.log");
        there.ShouldNotBeNull();
        archive.List().Select(file => file.Name).ShouldBe(["service.0.20260101-000000-000.log"]);
    }

    [Fact]
    public async Task Broken_huge_and_unfinished_lines_are_skipped()
    {
        var text = Line(1, "INFO") + "not json\n\n[1]\n{\"timestamp\":7}\n" + new string('x', 3_000_000) + "\n" + Line(2, "WARN") + Line(3, "INFO")[..40];
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "service.0.20260101-000000-000.log"), text);
        await using var log = Open();
        (await new LogArchive(log).ReadAsync(s_all, default)).Select(Number).ShouldBe([2, 1]);
    }

    private static void Add(RollingLog log, string line) => log.Add(Encoding.UTF8.GetBytes(line));

    private static DateTimeOffset Time(int number) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(number);

    private static string Line(int number, string level, string trace = "00000000000000000000000000000001") => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"timestamp\":\"{Time(number):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}\",\"level\":\"{level}\",\"message\":\"number {number}\",\"trace_id\":\"{trace}\",\"number\":{number}}}\n");

    private static int Number(LogLineAt line) => line.Line.GetProperty("number").GetInt32();

    private RollingLog Open(long maxFileBytes = 1_000_000, int maxFiles = 5, TimeProvider? time = null, string? folder = null) => new(
        Options.Create(new LogOptions { Folder = folder ?? _folder.Path, MaxFileBytes = maxFileBytes, MaxFiles = maxFiles }),
        new ServiceIdentity("service", "1.0", "production"),
        time ?? TimeProvider.System);

    private sealed class Frozen(DateTimeOffset now) : TimeProvider
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Ends when somebody begins to wait, as the log does when the disk took nothing.</summary>
        public Task Waits => _waits.Task;

        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _waits.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
