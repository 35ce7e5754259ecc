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

internal sealed class StaffMemberMapping : ITenantMapping<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> staff)
    {
        staff.ToTable("staff_members", Schemas.Tenant);
        staff.HasKey(s => new { s.WorkspaceId, s.Id });
        staff.Property(s => s.Id).ValueGeneratedNever();
        staff.Property(s => s.Revision).IsConcurrencyToken();
        staff.Property(s => s.Name).HasMaxLength(200).UseCollation(Conventions.PeopleCollation);
        staff.Property(s => s.Email).HasMaxLength(254);
        staff.Property(s => s.Phone).HasMaxLength(40);
        staff.Property(s => s.Muted).AsJson().HasDefaultValueSql("'[]'"); // Whoever joined before it gets what the company sends.
        staff.HasOne<Workspace>().WithMany().HasForeignKey(s => s.WorkspaceId).OnDelete(DeleteBehavior.Restrict);
        staff.HasIndex(s => new { s.WorkspaceId, s.UserId }).IsUnique(); // One seat a sign-in: office sign-in.
    }
}

internal sealed class StaffPhotoMapping : ITenantMapping<StaffPhoto>
{
    public void Configure(EntityTypeBuilder<StaffPhoto> photo)
    {
        photo.ToTable("staff_photos", Schemas.Tenant);
        photo.HasKey(p => new { p.WorkspaceId, p.Id });
        photo.Property(p => p.Id).ValueGeneratedNever();
        photo.HasOne<StaffMember>().WithMany().HasForeignKey(p => new { p.WorkspaceId, p.StaffId }).OnDelete(DeleteBehavior.Restrict);
        photo.HasIndex(p => new { p.WorkspaceId, p.StaffId }); // The key that points at the person.
    }
}

internal sealed class StaffFeedPositionMapping : ITenantMapping<StaffFeedPosition>
{
    public void Configure(EntityTypeBuilder<StaffFeedPosition> position)
    {
        position.ToTable("staff_feed_positions", Schemas.Tenant);
        position.HasKey(p => new { p.WorkspaceId, p.StaffId });
        position.HasOne<StaffMember>().WithMany().HasForeignKey(p => new { p.WorkspaceId, p.StaffId }).OnDelete(DeleteBehavior.Restrict);
    }
}
