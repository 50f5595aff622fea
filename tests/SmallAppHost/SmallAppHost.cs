using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
{
    Args = args,
    DisableDashboard = !args.Contains("--dashboard"),
    EnableResourceLogging = true,
});

var redis = builder.AddRedis("redis", builder.Configuration.GetValue<int?>("RedisPort"));
if (args.Contains("--all"))
{
    builder.AddPostgres("postgres").AddDatabase("platform");
    builder.AddRabbitMQ("messaging").WithManagementPlugin();
}

if (builder.Configuration["Program"] is { } program)
{
    builder.AddExecutable("program", program, ".");
}

// One child in the group, one that leaves it as a daemon does, and one that does not mind being asked to end.
builder.AddExecutable("family", "sh", "/", "-c", "sleep 1000 & setsid sleep 1001 & trap '' TERM; while :; do sleep 1; done").WaitFor(redis);

await builder.Build().RunAsync();
