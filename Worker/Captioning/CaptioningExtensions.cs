using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Outbound;
using Platform.Worker.Configuration;
using Platform.Worker.Kinds;
using Platform.Worker.Media;
using Platform.Worker.Processes;
using Platform.Worker.Recognition;

namespace Platform.Worker.Captioning;

internal static class CaptioningExtensions
{
    /// <summary>Registers the handler of kind <c>captions</c> and its tools.</summary>
    public static IServiceCollection AddCaptioning(this IServiceCollection services)
    {
        services.AddOptions<MediaOptions>().BindConfiguration(MediaOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<RecognitionOptions>().BindConfiguration(RecognitionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(static provider => new GuardedConnector(new HostAllowList(provider.GetRequiredService<IOptions<MediaOptions>>().Value.AllowedHosts)));
        services.AddSingleton<MediaHttp>().AddSingleton<PageFetcher>().AddSingleton<MediaFetcher>().AddSingleton<MediaTools>();
        services.AddSingleton(static provider => new FileFence(ScratchRoot(provider)));
        services.AddSingleton(static provider => new NetworkFence(
            provider.GetRequiredService<FileFence>(),
            provider.GetRequiredService<IOptions<MediaOptions>>().Value.Namespaces, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<NetworkFence>>()));
        services.AddHostedService(static provider => provider.GetRequiredService<NetworkFence>());
        services.AddSingleton(static provider => new ProgramCheck(
            [("ffmpeg", "-version"), ("ffprobe", "-version"), (provider.GetRequiredService<IOptions<MediaOptions>>().Value.PageTool, "--version")],
            provider.GetRequiredService<FileFence>(), provider.GetRequiredService<ChildProcess>(), provider.GetRequiredService<ScratchSpace>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ProgramCheck>>()));
        services.AddHostedService(static provider => provider.GetRequiredService<ProgramCheck>());
        services.AddSingleton<ChildProcess>().AddSingleton<RecogniserProcess>();
        services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<RecognitionOptions>>().Value;
            return new MachineSlots(FolderOr(options.SlotsFolder, "slots"), options.Slots, provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton(static provider => new ScratchSpace(ScratchRoot(provider), provider.GetRequiredService<WorkerIdentity>().Id));
        services.AddSingleton<RecogniserFiles>().AddSingleton<PocketSphinx>().AddSingleton<Whisper>().AddSingleton<EngineChoice>();
        services.AddHostedService(static provider => provider.GetRequiredService<EngineChoice>());
        services.AddSingleton<CaptionsSteps>().AddSingleton<RecordingPreparation>().AddSingleton<Transcription>().AddSingleton<PartRecogniser>();
        return services.AddSingleton<IJobHandler, CaptionsHandler>().AddSingleton<IJobHandler, BlockHandler>();
    }

    private static string ScratchRoot(IServiceProvider provider) => FolderOr(provider.GetRequiredService<IOptions<MediaOptions>>().Value.ScratchFolder, "scratch");

    private static string FolderOr(string configured, string name) =>
        configured.Length > 0 ? Path.GetFullPath(configured) : Path.Combine(Path.GetTempPath(), $"platform-worker-{Environment.UserName}", name);
}
