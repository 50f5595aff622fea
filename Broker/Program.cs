using Platform.Broker;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Health;

if (args is [HealthProbe.Argument])
{
    return await HealthProbe.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddBroker();
await using var app = builder.Build();
if (args is ["migrate"])
{
    await app.Services.GetRequiredService<Migrator>().RunAsync(CancellationToken.None);
    return 0;
}

app.MapDefaultEndpoints();
app.MapBroker();
await app.RunAsync();
return 0;
