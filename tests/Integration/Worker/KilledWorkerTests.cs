using System.Diagnostics;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.ObjectStorage;
using Platform.Testkit.Files;
using Platform.Testkit.Media;
using Platform.Testkit.Servers;
using Platform.Testkit.Waiting;
using Platform.Worker.Configuration;
using Shouldly;
using Xunit;

namespace Platform.Integration.Worker;

/// <summary>Real worker processes, because SIGKILL takes the whole process.</summary>
public sealed class KilledWorkerTests : IAsyncLifetime
{
    private readonly RabbitMqVirtualHost _broker = new();
    private readonly TemporaryFolder _folder = new();

    public Task InitializeAsync() => _broker.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Children_of_a_killed_worker_end_and_another_worker_resumes_from_its_parts()
    {
        await using var manager = await JobManagerDouble.StartAsync(_broker.ConnectionString);
        await using var host = await MediaServer.StartAsync();
        var url = host.AddBytes("/long.wav", Sounds.Parts(4), "audio/wav");
        var job = JobManagerDouble.Job(JobKinds.Captions, new { url });
        await manager.SendAsync(JobQueues.LongLane, job);
        var settings = Settings();
        using var recognition = await RecognitionBlocker.TakeAsync(_folder.File("slots"));
        var first = StartProcess(settings);
        try
        {
            // Its language, and the first part: it is killed between that and the last.
            await recognition.ReleaseOnceAsync();
            await recognition.ReleaseOnceAsync();
            await Eventually.BecomesTrueAsync(() => Directory.Exists(Parts(job)) && Directory.EnumerateFiles(Parts(job)).Any());
            Recognisers().ShouldNotBeEmpty();
            first.Kill();
            await first.WaitForExitAsync();
            await Eventually.BecomesTrueAsync(() => Recognisers().Count == 0, TimeSpan.FromSeconds(30));
            var done = Directory.EnumerateFiles(Parts(job)).Count();

            recognition.Dispose();
            await using var second = WorkerService.Start(_broker.ConnectionString, _folder, [.. settings.Select(setting => (setting.Key, setting.Value))]);
            var again = job with { Attempt = 2 };
            await manager.SendAsync(JobQueues.LongLane, again);
            var completed = await manager.CompletionAsync(job, TimeSpan.FromSeconds(120));
            completed.Outcome.ShouldBe(AttemptOutcome.Succeeded);
            completed.Attempt.ShouldBe(2);
            manager.Progressed.SelectMany(p => p.Log ?? []).ShouldContain(line => line.Message.StartsWith("Going on from a checkpoint", StringComparison.Ordinal));
            done.ShouldBeGreaterThan(0);
            host.Requests.Count.ShouldBe(1, "what was fetched is not fetched again");
        }
        finally
        {
            first.Kill();
            first.Dispose();
        }
    }

    private string Parts(JobAssignment job) => Path.Combine(_folder.File("storage"), ObjectKeys.Work(job.JobId), "parts");

    private IReadOnlyList<int> Recognisers() => Children.Ids(_folder.File("scratch"), "Recogniser.dll");

    private Dictionary<string, string> Settings() => new(WorkerService.Settings(_broker.ConnectionString, _folder), StringComparer.Ordinal)
    {
        ["Recognition:Engine"] = "whisper",
        ["Recognition:Model"] = SyntheticModel.Write(_folder.File("ggml-sentence.bin"), "en", SyntheticModel.Sentence),
        ["Recognition:Parallelism"] = "1",
    };

    private Process StartProcess(Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(WorkerOptions).Assembly.Location]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = _folder.Path };
        foreach (var (key, value) in settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }
}
