using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Maintenance;
using Platform.Maintenance.Backups;
using Platform.Maintenance.Restores;
using Platform.ObjectStorage;

namespace Platform.Integration.Maintenance;

/// <summary>The parts of the program for one database, one storage and one folder of archives.</summary>
internal sealed class MaintenanceProgram : IAsyncDisposable
{
    private readonly IHost _host;

    public MaintenanceProgram(string database, string storage, string backups, params IEnumerable<(string Key, string Value)> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "maintenance-test" });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:platform"] = database,
            ["Storage:Local:Root"] = storage,
            ["Backups:Folder"] = backups,
            ["Backups:Passphrase"] = "correct horse battery staple",
            ["Backups:Rounds"] = "1",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddMaintenance();
        _host = builder.Build();
    }

    public IObjectStore Objects => _host.Services.GetRequiredService<IObjectStore>();

    public Task<(string Path, BackupManifest Manifest)> BackUpAsync() => _host.Services.GetRequiredService<BackupRun>().RunAsync(CancellationToken.None);

    public Task<(BackupManifest Manifest, string? Files)> RestoreAsync(string archive, bool replaces = false) =>
        _host.Services.GetRequiredService<RestoreRun>().RunAsync(archive, replaces, CancellationToken.None);

    public async ValueTask DisposeAsync() => await ((IAsyncDisposable)_host).DisposeAsync();
}
