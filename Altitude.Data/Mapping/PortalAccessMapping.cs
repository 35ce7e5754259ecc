using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class SetupLinkMapping : ITenantMapping<SetupLink>
{
    public void Configure(EntityTypeBuilder<SetupLink> link)
    {
        link.ToTable("setup_links", Schemas.Tenant);
        link.HasKey(l => new { l.WorkspaceId, l.Id });
        link.Property(l => l.Id).ValueGeneratedNever();
        link.Property(l => l.Revision).IsConcurrencyToken();
        link.Property(l => l.Target).HasMaxLength(400);
        link.Property(l => l.SentTo).HasMaxLength(254);
        link.HasOne<StaffMember>().WithMany().HasForeignKey(l => new { l.WorkspaceId, l.IssuedBy }).OnDelete(DeleteBehavior.Restrict);
        // The company's list by how links stand (AccessListQuery): each standing has its own, or the rare would be looked for among all.
        link.HasIndex(
                l => new
                {
                    l.WorkspaceId,
                    l.IssuedAt,
                    l.Id,
                },
                "ix_setup_links_used"
            )
            .HasFilter("used_at is not null");
        link.HasIndex(
                l => new
                {
                    l.WorkspaceId,
                    l.IssuedAt,
                    l.Id,
                },
                "ix_setup_links_revoked"
            )
            .HasFilter("used_at is null and revoked_at is not null");
        link.HasIndex(
                l => new
                {
                    l.WorkspaceId,
                    l.IssuedAt,
                    l.Id,
                },
                "ix_setup_links_unused"
            )
            .HasFilter("used_at is null and revoked_at is null");
        link.HasIndex(l => new { l.WorkspaceId, l.ExpiresAt }, "ix_setup_links_open").HasFilter("used_at is null and revoked_at is null");
        link.HasIndex(l => new
        {
            l.WorkspaceId,
            l.IssuedAt,
            l.Id,
        }); // The company's links, the latest first: AccessListQuery.
        link.HasIndex(l => new
        {
            l.WorkspaceId,
            l.CustomerId,
            l.IssuedAt,
        }); // A customer's links.
        link.HasOne<Contact>().WithMany().HasForeignKey(l => new { l.WorkspaceId, l.ContactId }).OnDelete(DeleteBehavior.Restrict);
        link.HasIndex(l => new
        {
            l.WorkspaceId,
            l.ContactId,
            l.IssuedAt,
        }); // A contact's links.
    }
}

internal sealed class SetupLinkSecretMapping : ITenantMapping<SetupLinkSecret>
{
    public void Configure(EntityTypeBuilder<SetupLinkSecret> secret)
    {
        secret.ToTable("setup_link_secrets", Schemas.Tenant);
        secret.HasKey(s => new { s.WorkspaceId, s.Hash }); // Redeeming, by hash.
        secret.HasOne<SetupLink>().WithMany().HasForeignKey(s => new { s.WorkspaceId, s.LinkId }).OnDelete(DeleteBehavior.Restrict);
        secret.HasIndex(s => new { s.WorkspaceId, s.LinkId }); // The first use ends all of a link's secrets.
    }
}

internal sealed class SetupLinkLookMapping : ITenantMapping<SetupLinkLook>
{
    public void Configure(EntityTypeBuilder<SetupLinkLook> look)
    {
        look.ToTable("setup_link_looks", Schemas.Tenant);
        look.HasKey(l => new { l.WorkspaceId, l.LinkId });
        look.Property(l => l.UserAgent).HasMaxLength(400);
        look.HasOne<SetupLink>().WithMany().HasForeignKey(l => new { l.WorkspaceId, l.LinkId }).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class InvitationMapping : ITenantMapping<Invitation>
{
    public void Configure(EntityTypeBuilder<Invitation> invitation)
    {
        invitation.ToTable("invitations", Schemas.Tenant);
        invitation.HasKey(i => new { i.WorkspaceId, i.Id });
        invitation.Property(i => i.Id).ValueGeneratedNever();
        invitation.Property(i => i.Revision).IsConcurrencyToken();
        invitation.HasOne<StaffMember>().WithMany().HasForeignKey(i => new { i.WorkspaceId, i.StartedBy }).OnDelete(DeleteBehavior.Restrict);
        invitation.HasIndex(i => new { i.WorkspaceId, i.StartedAt }); // The latest: InvitationsQuery.
    }
}

internal sealed class InvitedContactMapping : ITenantMapping<InvitedContact>
{
    public void Configure(EntityTypeBuilder<InvitedContact> invited)
    {
        invited.ToTable("invited_contacts", Schemas.Tenant);
        invited.HasKey(i => new
        {
            i.WorkspaceId,
            i.InvitationId,
            i.Position,
        }); // The next who waits, and the report in order.
        invited.Property(i => i.Reason).HasMaxLength(200);
        invited.HasOne<Invitation>().WithMany().HasForeignKey(i => new { i.WorkspaceId, i.InvitationId }).OnDelete(DeleteBehavior.Restrict);
        invited.HasOne<Contact>().WithMany().HasForeignKey(i => new { i.WorkspaceId, i.ContactId }).OnDelete(DeleteBehavior.Restrict);
        invited.HasOne<SetupLink>().WithMany().HasForeignKey(i => new { i.WorkspaceId, i.LinkId }).OnDelete(DeleteBehavior.Restrict);
        invited.HasIndex(i => new { i.WorkspaceId, i.LinkId }).HasFilter("link_id is not null").IsUnique(); // Whether a link was an invitation.
    }
}

internal sealed class PortalSessionMapping : ITenantMapping<PortalSession>
{
    public void Configure(EntityTypeBuilder<PortalSession> session)
    {
        session.ToTable("portal_sessions", Schemas.Tenant);
        session.HasKey(s => new { s.WorkspaceId, s.Id });
        session.Property(s => s.Id).ValueGeneratedNever();
        session.Property(s => s.Revision).IsConcurrencyToken();
        session.Property(s => s.UserAgent).HasMaxLength(400);
        session.HasOne<Contact>().WithMany().HasForeignKey(s => new { s.WorkspaceId, s.ContactId }).OnDelete(DeleteBehavior.Restrict);
        session.HasIndex(s => new { s.WorkspaceId, s.BrowserHash }).HasFilter("ended_at is null").IsUnique(); // Every request: whose browser is this?
        session.HasIndex(s => new
        {
            s.WorkspaceId,
            s.ContactId,
            s.StartedAt,
        }); // A contact's sessions.
        session.HasOne<SetupLink>().WithMany().HasForeignKey(s => new { s.WorkspaceId, s.LinkId }).OnDelete(DeleteBehavior.Restrict);
        session.HasIndex(s => new
        {
            s.WorkspaceId,
            s.StartedAt,
            s.Id,
        }); // The company's sessions, the latest first: AccessListQuery.
        session.HasIndex(s => new { s.WorkspaceId, s.ExpiresAt }).HasFilter("ended_at is null"); // Who is signed in: PortalControlQuery.
    }
}

internal sealed class PortalViewingMapping : ITenantMapping<PortalViewing>
{
    public void Configure(EntityTypeBuilder<PortalViewing> viewing)
    {
        viewing.ToTable("portal_viewings", Schemas.Tenant);
        viewing.HasKey(v => new { v.WorkspaceId, v.Id }); // Every request of one: altitude.find_onlooker.
        viewing.Property(v => v.Id).ValueGeneratedNever();
        viewing.Property(v => v.Revision).IsConcurrencyToken();
        viewing.HasOne<Contact>().WithMany().HasForeignKey(v => new { v.WorkspaceId, v.ContactId }).OnDelete(DeleteBehavior.Restrict);
        viewing.HasOne<StaffMember>().WithMany().HasForeignKey(v => new { v.WorkspaceId, v.StaffId }).OnDelete(DeleteBehavior.Restrict);
        viewing
            .HasIndex(v => new
            {
                v.WorkspaceId,
                v.StaffSessionId,
                v.ContactId,
            })
            .HasFilter("ended_at is null")
            .IsUnique(); // One at a time for each contact and sign-in: ViewAsContact.
    }
}

internal sealed class SessionSeenMapping : ITenantMapping<SessionSeen>
{
    public void Configure(EntityTypeBuilder<SessionSeen> seen)
    {
        seen.ToTable("session_seen", Schemas.Tenant);
        seen.HasKey(s => new { s.WorkspaceId, s.SessionId });
        seen.HasOne<PortalSession>().WithMany().HasForeignKey(s => new { s.WorkspaceId, s.SessionId }).OnDelete(DeleteBehavior.Cascade);
    }
}
