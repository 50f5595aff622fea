using Platform.Frontend;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPage();

var app = builder.Build();
app.UsePage();
app.MapDefaultEndpoints();
app.MapPage();
await app.RunAsync();
