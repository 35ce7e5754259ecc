using Altitude.Data;
using Altitude.Data.Platform;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Altitude.Web.Background;
using Altitude.Web.Export;
using Altitude.Web.Features.Workspaces.SignUp;
using Altitude.Web.Hosting;
using Altitude.Web.Security;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace Altitude.Web.Features.Workspaces;

/// <summary>Registers the company, its brand and its team, and the office's sign-in.</summary>
public static class WorkspacesFeature
{
    public const int ShortestPassword = 10;

    public static IServiceCollection AddWorkspaces(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(SignUpOptions.Read(configuration));
        services.AddSingleton<SignUpCompany>();
        services
            .AddIdentityCore<StaffUser>(options =>
            {
                // Length is what counts (NIST SP 800-63B, 5.1.1.2); rules of composition only make passwords alike.
                options.Password.RequiredLength = ShortestPassword;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
                options.User.RequireUniqueEmail = true;
            })
            .AddUserStore<StaffUserStore>()
            .AddDefaultTokenProviders();
        services.Configure<DataProtectionTokenProviderOptions>(options => options.TokenLifespan = MintPasswordReset.Lasts);
        services.AddSingleton<WorkspaceViews>();
        services.AddSingleton<StaffSessions>();
        services.AddScoped<CurrentStaff>();
        services.AddSingleton<SignInSecrets>();
        services.AddSingleton<IWrappedSecrets, AuthenticatorKeys>();
        services.AddSingleton<SignInSteps>();
        services.AddScoped<SecondStepChecks>();
        services.AddScoped<IPasskeyHandler<StaffUser>, PasskeyHandler<StaffUser>>();
        services.ConfigureOptions<PasskeySettings>();
        services.AddScoped<PasskeyCeremonies>();
        services.AddScoped<AddPasskey>();
        services.AddScoped<RenamePasskey>();
        services.AddScoped<RemovePasskey>();
        services.AddScoped<SignInWithPasskey>();
        services.AddScoped<ConfirmSessionByPasskey>();
        services.AddScoped<AdmitStaff>();
        services.AddScoped<FinishSignIn>();
        services.AddScoped<SecondStepQuery>();
        services.AddScoped<BeginAuthenticator>();
        services.AddScoped<DropAuthenticatorKey>();
        services.AddScoped<ConfirmAuthenticator>();
        services.AddScoped<RenewRecoveryCodes>();
        services.AddScoped<TurnOffAuthenticator>();
        services.AddScoped<ConfirmSession>();
        services.AddScoped<SignInStaff>();
        services.AddScoped<BeginStaffSession>();
        services.AddScoped<EndStaffSession>();
        services.AddScoped<EndAllStaffSessions>();
        services.AddScoped<SwitchWorkspace>();
        services.AddScoped<OwnStaffSessionsQuery>();
        services.AddSingleton<TeamQuery>();
        services.AddSingleton<InviteStaff>();
        services.AddSingleton<ResendInvitation>();
        services.AddSingleton<WithdrawInvitation>();
        services.AddSingleton<ChangeStaffRole>();
        services.AddSingleton<RemoveStaff>();
        services.AddSingleton<EndTeamSession>();
        services.AddSingleton<RequireSecondStep>();
        services.AddSingleton<ResetSecondStep>();
        services.AddScoped<InvitationQuery>();
        services.AddScoped<JoinTeam>();
        services.AddScoped<StaffSeatsQuery>();
        services.AddSingleton<OwnDetailsQuery>();
        services.AddSingleton<DescribeSelf>();
        services.AddSingleton<ShowOwnPhoto>();
        services.AddSingleton<RemoveOwnPhoto>();
        services.AddScoped<AskForPasswordReset>();
        services.AddSingleton<PasswordResetRequests>();
        services.AddHostedService(provider => provider.GetRequiredService<PasswordResetRequests>());
        services.AddScoped<MintPasswordReset>();
        services.AddScoped<ResetPassword>();
        services.AddSingleton<ChangePortalSettings>();
        services.AddSingleton<PortalControlQuery>();
        services.AddSingleton<ChangeCompany>();
        services.AddSingleton<ExportsQuery>();
        services.AddSingleton<AskForExport>();
        services.AddSingleton<FetchExport>();
        services.AddSingleton<WorkspaceArchive>();
        services.AddSingleton<ExportFiles>();
        services.AddHostedService(provider => provider.GetRequiredService<ExportFiles>());
        services.AddSingleton<ExportTurn>();
        services.AddBackgroundTask<ExportWorkspace>(OutboxKinds.ExportWorkspace, goesOnWhileShut: true);
        services.AddSingleton<ClosingQuery>();
        services.AddSingleton<ShutCompany>();
        services.AddSingleton<ReopenCompany>();
        services.AddBackgroundTask<EndWorkspace>(OutboxKinds.EndWorkspace, goesOnWhileShut: true);
        return services;
    }

    public static void MapWorkspaces(this IEndpointRouteBuilder routes)
    {
        var acts = routes.MapGroup("/office").RequireAuthorization(Policies.Staff).RequireOwnForm();
        acts.MapPost("/sign-out", SignOutAsync);
        acts.MapPost("/switch", SwitchAsync);
        acts.MapPost("/export/fetch", FetchAsync);
        routes.MapGroup("/office/closed").RequireOwnForm().MapPost("/fetch", FetchFromClosedAsync);
        var questions = routes.MapGroup("/office");
        questions.AddEndpointFilter(
            (call, next) =>
            {
                call.HttpContext.AnswerBare();
                return next(call);
            }
        );
        questions.RequireOwnForm();
        questions.MapPost("/sign-in/passkey", AskToSignInAsync);
        questions.MapPost("/sign-in/second-step/passkey", AskForStepAsync);
        questions.MapPost("/second-step/passkey", AskToConfirmAsync);
        questions.MapPost("/second-step/new-passkey", AskForNewAsync);
    }

    /// <summary>The same answer for what is another's, for what is gone, and for whoever may not.</summary>
    private static Task<Results<PushStreamHttpResult, NotFound>> FetchAsync(HttpContext context, FetchExport fetch) =>
        HandOutAsync(context, fetch, AltitudeClaims.StaffOf(context.User));

    /// <summary>The same for an owner whose company is closed: they come no further into the office than the page that stands in its place.</summary>
    private static async Task<Results<PushStreamHttpResult, NotFound>> FetchFromClosedAsync(
        HttpContext context,
        FetchExport fetch,
        StaffSessions sessions
    ) => await HandOutAsync(context, fetch, await Office.OfficeDoor.FindAsync(context, sessions) is { IsShut: true } who ? who.Staff : null);

    private static async Task<Results<PushStreamHttpResult, NotFound>> HandOutAsync(HttpContext context, FetchExport fetch, Staff? who)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (!Id<WorkspaceExport>.TryParse(form["export"], null, out var id) || who is not { } staff)
        {
            return TypedResults.NotFound();
        }

        ExportFile file;
        try
        {
            file = await fetch.RunAsync(staff, id, RequestKey.New("fetch-export"), context.RequestAborted);
        }
        catch (RuleViolation refused) when (!AccessRules.IsAccess(refused.Rule))
        {
            Refusals.Count(refused);
            return TypedResults.NotFound();
        }

        context.Response.ContentLength = file.Size;
        return TypedResults.Stream(into => SendAsync(context, fetch, staff, id, file.Parts, into), "application/zip", file.Name);
    }

    /// <summary>Each part is asked for anew: whoever is signed out meanwhile gets no more of it.</summary>
    private static async Task SendAsync(HttpContext context, FetchExport fetch, Staff staff, Id<WorkspaceExport> id, int parts, Stream into)
    {
        try
        {
            for (var number = 1; number <= parts; number++)
            {
                if (await fetch.PartAsync(staff, id, number, context.RequestAborted) is not { } part)
                {
                    context.Abort(); // Forgotten meanwhile: half a file must not look like a whole one.
                    return;
                }

                await into.WriteAsync(part, context.RequestAborted);
            }
        }
        catch (RuleViolation)
        {
            context.Abort();
        }
    }

    private const string Json = "application/json";

    /// <summary>Anybody who has a passkey: the browser shows them theirs.</summary>
    private static async Task<IResult> AskToSignInAsync(HttpContext context, PasskeyCeremonies passkeys, RateLimits limits) =>
        await IsWithinAsync(context, limits)
            ? TypedResults.Text(await passkeys.AskToSignAsync(context, user: null, context.RequestAborted), Json)
            : TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);

    /// <summary>Whoever's password was right in this browser.</summary>
    private static async Task<IResult> AskForStepAsync(
        HttpContext context,
        PasskeyCeremonies passkeys,
        SignInSteps steps,
        UserManager<StaffUser> users,
        RateLimits limits
    )
    {
        var half = await steps.FindAsync(
            SignInSteps.SecondStep,
            context.Request.Cookies[Cookies.OfficeStep(context.Request)],
            context.RequestAborted
        );
        return half?.User is not { } id || await users.FindByIdAsync(id.ToString()) is not { } user ? TypedResults.Unauthorized()
            : await IsWithinAsync(context, limits) ? TypedResults.Text(await passkeys.AskToSignAsync(context, user, context.RequestAborted), Json)
            : TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    /// <summary>Whoever is signed in, though perhaps not yet far enough to do anything else.</summary>
    private static async Task<IResult> AskToConfirmAsync(
        HttpContext context,
        PasskeyCeremonies passkeys,
        StaffSessions sessions,
        UserManager<StaffUser> users,
        RateLimits limits
    ) =>
        await Office.OfficeDoor.FindAsync(context, sessions) is not { } who || await users.FindByIdAsync(who.UserId.ToString()) is not { } user
            ? TypedResults.Unauthorized()
        : await IsWithinAsync(context, limits) ? TypedResults.Text(await passkeys.AskToSignAsync(context, user, context.RequestAborted), Json)
        : TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);

    private static async Task<IResult> AskForNewAsync(
        HttpContext context,
        PasskeyCeremonies passkeys,
        StaffSessions sessions,
        UserManager<StaffUser> users,
        RateLimits limits
    ) =>
        await Office.OfficeDoor.FindAsync(context, sessions) is not { } who || await users.FindByIdAsync(who.UserId.ToString()) is not { } user
            ? TypedResults.Unauthorized()
        : await IsWithinAsync(context, limits)
            ? TypedResults.Text(await passkeys.AskForNewAsync(context, user.Id, user.Email ?? "", context.RequestAborted), Json)
        : TypedResults.StatusCode(StatusCodes.Status429TooManyRequests);

    private static Task<bool> IsWithinAsync(HttpContext context, RateLimits limits) =>
        limits.AllowsAsync(RateLimit.PasskeyByAddress, context.Connection.RemoteIpAddress?.ToString() ?? "", context.RequestAborted);

    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext context, EndStaffSession end)
    {
        if (AltitudeClaims.StaffOf(context.User) is { } staff)
        {
            await end.RunAsync(staff, staff.Session, context.RequestAborted);
        }

        context.Response.Cookies.Delete(Cookies.Office(context.Request), Cookies.Options(context.Request, lasts: null));
        return TypedResults.Redirect("/office/sign-in");
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> SwitchAsync(HttpContext context, StaffSessions sessions, SwitchWorkspace use)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (
            !Id<Workspace>.TryParse(form["workspace"], null, out var into)
            || context.Request.Cookies[Cookies.Office(context.Request)] is not { } cookie
            || await sessions.FindAsync(Secret.HashOf(cookie), context.RequestAborted) is not { } present
        )
        {
            return TypedResults.NotFound();
        }

        var ticket = await use.RunAsync(present, into, context.Request.Headers.UserAgent.ToString(), context.RequestAborted);
        OfficeCookie.Set(context, ticket);
        return TypedResults.Redirect(ticket.Role == StaffRole.Technician ? OfficeStart.MyDay : "/office/board");
    }
}

/// <summary>Where work begins after signing in.</summary>
internal static class OfficeStart
{
    public const string MyDay = "/office/my-day";

    /// <summary>The first steps of a new company.</summary>
    public const string Welcome = "/office/welcome";

    /// <summary>A technician's work is their visits; everybody else begins with what needs the company today.</summary>
    public static string Of(StaffRole role) => role == StaffRole.Technician ? MyDay : "/office";
}

/// <summary>Puts a sign-in into the browser's office cookie.</summary>
internal static class OfficeCookie
{
    public const string SecondStep = "/office/sign-in/second-step";

    /// <param name="next">Where they wanted to go, in the office; null: where their work begins.</param>
    /// <returns>Where a right password leads: into the office, or to the second step.</returns>
    public static string Admit(HttpContext context, Admission admission, string? next)
    {
        if (admission.Step is { } step)
        {
            context.Response.Cookies.Append(Cookies.OfficeStep(context.Request), step.Text, Cookies.Options(context.Request, AdmitStaff.Waits));
            return next is null ? SecondStep : $"{SecondStep}?next={Uri.EscapeDataString(next)}";
        }

        var ticket = admission.Ticket!; // One of the two.
        Set(context, ticket);
        return next ?? OfficeStart.Of(ticket.Role);
    }

    public static void ForgetStep(HttpContext context) =>
        context.Response.Cookies.Delete(Cookies.OfficeStep(context.Request), Cookies.Options(context.Request, lasts: null));

    public static void Set(HttpContext context, StaffTicket ticket) =>
        context.Response.Cookies.Append(Cookies.Office(context.Request), ticket.Key.Text, Cookies.Options(context.Request, lasts: null));
}
