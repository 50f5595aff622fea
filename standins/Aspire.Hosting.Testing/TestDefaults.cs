using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>What is different under test: no dashboard, logs to the logger, any port, a folder that goes away.</summary>
internal static class TestDefaults
{
    public static void Apply(DistributedApplicationOptions options, HostApplicationBuilderSettings settings, string folder, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    {
        options.DisableDashboard = true;
        options.EnableResourceLogging = true;
        settings.EnvironmentName = Environments.Development;
        settings.Configuration ??= new ConfigurationManager();
        settings.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["LocalFolder"] = folder,
            ["DcpPublisher:RandomizePorts"] = "true",
        });
        options.Args = args;
        configure(options, settings);
    }
}

/// <summary>A folder below the system's temporary one; deleted with what is in it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder()
    {
        // A server that runs as a user of its own may pass through: otherwise its data had to be elsewhere and would stay there.
        var folder = Directory.CreateTempSubdirectory("apphost-");
        folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Path = folder.FullName;
    }

    public string Path { get; }

    public void Dispose()
    {
        // A server that has just been killed may have a last file on its way; what is then left is left to the system's own sweep.
        for (var tries = 0; tries < 100; tries++)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (DirectoryNotFoundException)
            {
                return;
            }
            catch (IOException)
            {
                // Found something that was not there when it looked.
            }
        }
    }
}
