using Platform.ApiGateway;
using Platform.ServiceDefaults.Health;

if (args is [HealthProbe.Argument])
{
    return await HealthProbe.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGateway();

var app = builder.Build();
if (await Commands.TryRunAsync(app, args) is { } exitCode)
{
    return exitCode;
}

app.UseGateway();
app.MapDefaultEndpoints();
app.MapGateway();
await app.RunAsync();
return 0;
