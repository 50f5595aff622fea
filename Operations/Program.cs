using Platform.Operations;
using Platform.ServiceDefaults.Database;
using Platform.ServiceDefaults.Health;

if (args is [HealthProbe.Argument])
{
    return await HealthProbe.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddOperations();
await using var app = builder.Build();
if (args is ["migrate"])
{
    await app.Services.GetRequiredService<Migrator>().RunAsync(CancellationToken.None);
    return 0;
}

app.MapDefaultEndpoints();
app.MapOperations();
await app.RunAsync();
return 0;
