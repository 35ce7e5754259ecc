using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Customers;
using Altitude.Web.Features.Estimates;
using Altitude.Web.Hosting;
using Altitude.Web.Live;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Altitude.Benchmarks.Host;

/// <summary>
/// The whole product in a process of its own, and beside it what its figures are compared with: a bare hub, one commit, an empty interactive page, and a
/// minimal endpoint that writes a page's bytes from the page's queries. None of that exists in the product.
/// </summary>
internal static class BenchmarkHost
{
    public const string Hub = "/bench/hub";

    /// <summary>A GET with this header is recorded: its queries and its bytes are what <c>/bench/page</c> repeats.</summary>
    public const string Record = "Benchmark-Record";

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                EnvironmentName = AltitudeApp.Demo,
                ApplicationName = "Altitude.Web",
                ContentRootPath = Path.Combine(Testing.Repository.Root, "Altitude.Web"),
            }
        );
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var recorder = new PageRecorder();
        builder.Services.AddSingleton<IStartupFilter>(recorder);
        await using var connections = await Connections.FindAsync(builder.Configuration, cancellationToken);
        await using var app = AltitudeApp.Build(builder, connections);
        app.MapHub<BareHub>(Hub);
        app.MapGet("/bench/push", PushAsync);
        app.MapGet("/bench/commit", CommitAsync);
        app.MapGet("/bench/send", SendEstimateAsync);
        app.MapGet("/bench/retitle", RetitleVisitAsync);
        app.MapGet("/bench/live", Live);
        app.MapGet("/office/bench/search", SearchAsync);
        app.MapGet("/office/bench/estimates", EstimatesAsync);
        app.MapPost("/bench/hook", HookAsync).DisableAntiforgery();
        app.MapGet("/bench/empty", () => new RazorComponentResult<EmptyPage>());
        app.MapGet("/bench/page", recorder.RepeatAsync);
        await Startup.RequireFitDatabaseAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), cancellationToken);
        await Startup.RunAsync(app, cancellationToken);
        return 0;
    }

    /// <summary>The limit of a push: a text to every bare client.</summary>
    private static async Task<string> PushAsync(string text, IHubContext<BareHub> hub)
    {
        var began = Stopwatch.GetTimestamp();
        await hub.Clients.All.SendAsync("Changed", text);
        return began.ToString();
    }

    /// <summary>The limit of an act: one commit, then a text to every bare client.</summary>
    private static async Task<string> CommitAsync(
        string text,
        NpgsqlDataSource database,
        IHubContext<BareHub> hub,
        CancellationToken cancellationToken
    )
    {
        await using (var insert = database.CreateCommand("insert into bench.marks values ($1)"))
        {
            insert.Parameters.Add(new() { Value = text });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        return await PushAsync(text, hub);
    }

    /// <summary>One change that a customer's pages hear: a draft is sent. Answers when its commit was done, which is where the live feed begins.</summary>
    private static async Task<string> SendEstimateAsync(
        Guid workspace,
        string number,
        NpgsqlDataSource database,
        LiveFeed feed,
        CancellationToken cancellationToken
    )
    {
        var committed = new CommitStamp(feed);
        var workspaces = new WorkspaceDbFactory(database, committed, FollowUps.None); // No mails: the row measures the feed.
        await workspaces.ActAsync(
            new Operator(new Id<Workspace>(workspace)),
            RequestKey.New("bench"),
            async db =>
            {
                var zone = await db.Workspaces.Select(w => w.ZoneId).SingleAsync(cancellationToken);
                var estimate = await db.Estimates.Include(e => e.Versions).SingleAsync(e => e.Number == number, cancellationToken);
                estimate.Send(TimeZoneInfo.FindSystemTimeZoneById(zone), db.Now);
                await JobFactsQuery.RestageAsync(db, await db.Jobs.SingleAsync(j => j.Id == estimate.JobId, cancellationToken), cancellationToken);
            },
            cancellationToken
        );
        return committed.At.ToString();
    }

    /// <summary>One change that every open schedule of its days hears: a visit is called something else. Answers when its commit was done.</summary>
    private static async Task<string> RetitleVisitAsync(
        Guid workspace,
        Guid visit,
        string title,
        NpgsqlDataSource database,
        LiveFeed feed,
        CancellationToken cancellationToken
    )
    {
        var committed = new CommitStamp(feed);
        await new WorkspaceDbFactory(database, committed, FollowUps.None).ActAsync(
            new Operator(new Id<Workspace>(workspace)),
            RequestKey.New("bench"),
            async db =>
            {
                var id = new Id<Appointment>(visit);
                var retitled = await db.Appointments.Include(a => a.Further).SingleAsync(a => a.Id == id, cancellationToken);
                retitled.Change(new VisitDescription(title, retitled.TechnicianId, [], retitled.LocationId, "", ""));
            },
            cancellationToken
        );
        return committed.At.ToString();
    }

    /// <summary>The limit of taking an event: its signature is reckoned, and one row committed.</summary>
    private static async Task<IResult> HookAsync(HttpContext context, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(cancellationToken);
        var hash = HMACSHA256.HashData("whsec"u8, Encoding.UTF8.GetBytes(body));
        await using var insert = database.CreateCommand("insert into bench.marks values ($1)");
        insert.Parameters.Add(new() { Value = Convert.ToHexStringLower(hash) });
        await insert.ExecuteNonQueryAsync(cancellationToken);
        return TypedResults.Ok();
    }

    /// <summary>What typing into the customers' search asks for.</summary>
    private static async Task<int> SearchAsync(string part, HttpContext context, CustomerListQuery query, CancellationToken cancellationToken) =>
        (await query.RunAsync(StaffOf(context), part, CustomerListQuery.Page, cancellationToken)).Lines.Count;

    /// <summary>What the office's list of estimates reads.</summary>
    private static async Task<string> EstimatesAsync(HttpContext context, EstimatesQuery query, CancellationToken cancellationToken) =>
        (await query.RunAsync(StaffOf(context), null, cancellationToken)).ToString();

    private static Staff StaffOf(HttpContext context) =>
        AltitudeClaims.StaffOf(context.User) ?? throw new InvalidOperationException("Nobody is signed in to the office.");

    /// <summary>Bytes that are still reachable after everything else was collected.</summary>
    private static string Live()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: false).ToString();
    }

    private sealed class CommitStamp(LiveFeed feed) : ICommitListener
    {
        public long At { get; private set; }

        public void OnCommitted(Committed committed)
        {
            At = Stopwatch.GetTimestamp();
            feed.OnCommitted(committed);
        }
    }
}

/// <summary>A hub that does nothing: what SignalR itself costs.</summary>
internal sealed class BareHub : Microsoft.AspNetCore.SignalR.Hub;
