using Platform.Broker;
using Platform.ServiceDefaults.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddBroker();
await using var app = builder.Build();
if (args is ["migrate"])
{
    await app.Services.GetRequiredService<Migrator>().RunAsync(CancellationToken.None);
    return;
}

app.MapDefaultEndpoints();
app.MapBroker();
await app.RunAsync();
