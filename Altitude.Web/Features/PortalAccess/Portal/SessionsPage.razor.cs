using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.PortalAccess;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Features.PortalAccess.Portal;

/// <summary>A contact's own sessions, each with the means to end it.</summary>
public sealed partial class SessionsPage
{
    [SupplyParameterFromForm(FormName = "end-session")]
    public EndForm? End { get; set; }

    [Inject]
    public required PortalSessionsQuery Query { get; init; }

    [Inject]
    public required EndPortalSession EndSession { get; init; }

    private PortalAccessTexts Texts => new(Company.Culture);

    private IReadOnlyList<PortalSessionView> Sessions { get; set; } = [];

    private string Address => $"{Home}/sessions";

    protected override async Task LoadAsync() => Sessions = await Query.RunAsync(Reader, Aborted);

    private async Task EndAsync()
    {
        var known = Id<PortalSession>.TryParse(End?.Session, null, out var session);
        var isThis = known && session.Value == Reader.SessionId;
        if (await TryAsync(() => EndSession.RunAsync(Visitor, session, RequestKey.From(End?.Key, "end-session"), Aborted)))
        {
            GoOn(isThis ? $"{Home}/sign-out" : Address);
        }
    }

    /// <summary>Which session to end, as it was sent.</summary>
    public sealed class EndForm
    {
        public string? Key { get; set; }
        public string? Session { get; set; }
    }
}
