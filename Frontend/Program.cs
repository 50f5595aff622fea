using Platform.Frontend.Captions;
using Platform.Frontend.Forwarding;
using Platform.Frontend.Gateway;
using Platform.Frontend.Live;
using Platform.Frontend.Session;
using Platform.Frontend.Shell;
using Platform.Frontend.Uploads;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddGateway();
builder.AddSessions();
builder.AddForwarding();
builder.AddLiveJobs();
builder.AddShell();

var app = builder.Build();
app.UseShell();
app.MapDefaultEndpoints();
app.MapSessions();
app.MapUploads();
app.MapCaptions();
app.MapShell();
await app.RunAsync();
