using Platform.Frontend;
using Platform.ServiceDefaults.Health;

if (args is [HealthProbe.Argument])
{
    return await HealthProbe.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPage();

var app = builder.Build();
app.UsePage();
app.MapDefaultEndpoints();
app.MapPage();
await app.RunAsync();
return 0;
