using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Maintenance;
using Platform.Maintenance.Commands;

var builder = Host.CreateApplicationBuilder(args);
builder.AddMaintenance();
var host = builder.Build();
await using var disposal = (IAsyncDisposable)host;
return await host.Services.GetRequiredService<CommandLine>().RunAsync(args, CancellationToken.None);
