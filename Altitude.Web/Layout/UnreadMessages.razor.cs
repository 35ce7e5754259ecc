using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Customers;
using Altitude.Domain.Workspaces;
using Altitude.Web.Features.Conversations;
using Altitude.Web.Features.Workspaces;
using Altitude.Web.Live;
using Microsoft.AspNetCore.Components;

namespace Altitude.Web.Layout;

/// <summary>How many conversations hold something that nobody of the company has read, in the office's rail, live.</summary>
public sealed partial class UnreadMessages
{
    private Staff? _staff;
    private int _count;

    [Inject]
    public required CurrentStaff Current { get; init; }

    [Inject]
    public required ConversationInboxQuery Inbox { get; init; }

    protected override (Id<Workspace> Workspace, LiveTopic Topic) Listening => (_staff!.WorkspaceId, LiveTopic.StaffOf(_staff.WorkspaceId)); // PrepareAsync sets it.

    protected override bool IsPatient => true;

    protected override bool Concerns(FeedEntry entry) => MessageWritten.Is(entry.Kind) || entry.Kind is "conversation.read" or "customer.merged";

    protected override async Task PrepareAsync(CancellationToken cancellationToken) => _staff = await Current.GetAsync();

    protected override async Task LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _count = await Inbox.CountUnreadAsync(_staff!, cancellationToken); // PrepareAsync sets it.
        }
        catch (RuleViolation refused) when (AccessRules.IsAccess(refused.Rule))
        {
            _count = 0; // The page itself says that the sign-in is over.
        }
    }
}
