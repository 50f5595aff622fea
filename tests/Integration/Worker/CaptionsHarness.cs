using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Captions.Formats;
using Platform.Contracts.Jobs;
using Platform.Contracts.Messaging;
using Platform.Contracts.PublicApi;
using Platform.ObjectStorage;
using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.Faults;
using Platform.Testkit.Files;
using Platform.Worker.Captioning;
using Platform.Worker.Configuration;
using Platform.Worker.Kinds;
using Platform.Worker.Telemetry;
using Platform.Worker.Videos;

namespace Platform.Integration.Worker;

/// <summary>The captions handler as the worker registers it, without broker: real storage, tools and recogniser.</summary>
internal sealed class CaptionsHarness : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IHost _host;

    public CaptionsHarness(params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "worker" });
        builder.Configuration.AddInMemoryCollection(WorkerService.Settings("", _folder)!);
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)));
        builder.AddDependency("storage");
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddOptions<FaultOptions>().BindConfiguration("Faults");
        builder.Services.AddObjectStorage(builder.Configuration);
        builder.Services.AddSingleton<WorkerIdentity>().AddSingleton<WorkerTelemetry>().AddCaptioning().AddVideos();
        _host = builder.Build();
    }

    public IServiceProvider Services => _host.Services;

    public IObjectStore Store => Services.GetRequiredService<IObjectStore>();

    public string ScratchFolder => _folder.File("scratch");

    public TemporaryFolder Folder => _folder;

    public async Task<(CaptionsResult Result, CaptionDocument Document)> RunAsync(CaptionsInput input) => await RunAsync(new RecordedJob(input));

    public async Task<(CaptionsResult Result, CaptionDocument Document)> RunAsync(RecordedJob job)
    {
        var element = await Services.GetServices<IJobHandler>().Single(h => h.Kind == JobKinds.Captions).RunAsync(job);
        var result = element!.Value.Deserialize(CaptioningJson.Default.CaptionsResult)!;
        await using var content = (await Store.OpenReadAsync(result.CaptionsObject!))!;
        return (result, await CaptionWriter.ReadJsonAsync(content.Content, CancellationToken.None));
    }

    public async Task<JobError> FailAsync(CaptionsInput input)
    {
        var failure = await Xunit.Assert.ThrowsAsync<JobFailedException>(() => RunAsync(input));
        return failure.Error;
    }

    public async Task<Guid> UploadAsync(byte[] content)
    {
        var id = Guid.CreateVersion7();
        await Store.PutAsync(ObjectKeys.Upload(id), new MemoryStream(content));
        return id;
    }

    public async Task<IReadOnlyList<string>> KeysAsync(params string[] prefixes)
    {
        List<string> keys = [];
        foreach (var prefix in prefixes)
        {
            await foreach (var info in Store.ListAsync(prefix))
            {
                keys.Add(info.Key);
            }
        }

        return keys;
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>An attempt that keeps what its handler says.</summary>
internal sealed class RecordedJob(string kind, JsonElement input, Guid? jobId = null) : JobContext
{
    public RecordedJob(CaptionsInput input, Guid? jobId = null)
        : this(JobKinds.Captions, JsonSerializer.SerializeToElement(input, CaptioningJson.Default.CaptionsInput), jobId)
    {
    }

    private readonly CancellationTokenSource _stop = new();

    public ConcurrentQueue<JobProgress> Progress { get; } = new();

    public ConcurrentQueue<JobLogLine> Lines { get; } = new();

    public ConcurrentQueue<JsonElement> Checkpoints { get; } = new();

    /// <summary>Called with each checkpoint.</summary>
    public Action<JsonElement>? OnCheckpoint { get; init; }

    public Action<JobProgress>? OnProgress { get; init; }

    public override JobAssignment Assignment { get; } = new(
        jobId ?? Guid.CreateVersion7(), 1, Guid.CreateVersion7(), kind, input, null, null, TimeProvider.System.GetUtcNow(), null, null);

    /// <summary>The interface by which blocks are offered; null if there are no other workers.</summary>
    public BlockSharing? Sharing { get; init; }

    public override BlockSharing? Blocks => Sharing;

    public override CancellationToken Stopping => _stop.Token;

    public override StopReason Reason => _stop.IsCancellationRequested ? StopReason.Cancelled : StopReason.None;

    public void Cancel() => _stop.Cancel();

    public override void ReportProgress(JobProgress progress)
    {
        Progress.Enqueue(progress);
        OnProgress?.Invoke(progress);
    }

    public override void SaveCheckpoint(JsonElement checkpoint)
    {
        Checkpoints.Enqueue(checkpoint);
        OnCheckpoint?.Invoke(checkpoint);
    }

    public override void Log(string level, string message) => Lines.Enqueue(new JobLogLine(TimeProvider.System.GetUtcNow(), level, message));
}
