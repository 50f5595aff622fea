using Platform.Testkit.Files;
using Platform.Testkit.Hosting;
using Platform.Worker.Configuration;

namespace Platform.Integration.Worker;

/// <summary>The worker's own Program with folders of its own.</summary>
internal static class WorkerService
{
    public static RunningService<WorkerOptions> Start(string messaging, TemporaryFolder folder, params (string Key, string Value)[] settings)
    {
        var all = Settings(messaging, folder);
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        return new RunningService<WorkerOptions>(all).Start();
    }

    public static Dictionary<string, string> Settings(string messaging, TemporaryFolder folder) => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings:messaging"] = messaging,
        ["Storage:Local:Root"] = folder.File("storage"),
        ["Media:ScratchFolder"] = folder.File("scratch"),
        ["Media:AllowedHosts:0"] = "127.0.0.1",
        ["Recognition:SlotsFolder"] = folder.File("slots"),
        // Most tests are of what is around a recogniser, and this one comes up in no time.
        ["Recognition:Engine"] = "pocketsphinx",
        ["Worker:HeartbeatSeconds"] = "0.2",
    };
}
