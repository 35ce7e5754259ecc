using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Altitude.Web.Tests.StripeSandbox;

/// <summary>Somebody else's server that is told of events.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _refusals;

    private WebhookListener(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Body, string Signature)> Calls { get; } = new();

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/told"; // Started.

    public static async Task<WebhookListener> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var listener = new WebhookListener(app);
        app.MapPost("/told", (Delegate)listener.TakeAsync);
        await app.StartAsync();
        return listener;
    }

    /// <summary>Answers the next calls with an error.</summary>
    public void Refuse(int times) => Interlocked.Exchange(ref _refusals, times);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Calls.Enqueue((await reader.ReadToEndAsync(), context.Request.Headers["Stripe-Signature"].ToString()));
        return Interlocked.Decrement(ref _refusals) >= 0 ? TypedResults.StatusCode(503) : TypedResults.Ok();
    }
}
