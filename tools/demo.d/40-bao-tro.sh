# Vào cơ sở trợ giúp: xã 10 ngày → Sở Y tế 9 ngày → trung tâm 6 ngày (three organisations)
at '08:00 10/03/2025'
submit song-hien --procedure 2.000286 --unit H14.40.21.01 --as mai.huong --channel direct \
	--applicant 'Lý Văn Páo' --id-number 999055000004 \
	--field 'person_name=Lý Thị Mỷ' --field category=nguoi_cao_tuoi --paper to_khai
at '13:45 10/03/2025'
act song-hien mai.huong H14.40.21.01 complete
at '16:00 11/03/2025'
act song-hien dam.nhung H14.40.21.04 assigned
at '16:00 19/03/2025'
act song-hien dam.nhung H14.40.21.04 pass
at '16:00 20/03/2025'
act song-hien dam.nhung H14.40.21.04 agreed
at '16:00 21/03/2025'
act song-hien phan.chinh H14.40.21 signed --paper van_ban_xa:electronic
at '10:00 24/03/2025'
act song-hien ly.suong H14.40.21 sent
at '15:30 24/03/2025'
act tinh-cao-bang than.nam H14.06 answered
at '16:00 02/04/2025'
act tinh-cao-bang lo.thao H14.06 pass
at '16:00 03/04/2025'
act tinh-cao-bang dinh.mai H14.06 signed --paper van_ban_so:electronic
at '10:00 04/04/2025'
act tinh-cao-bang dinh.mai H14.06 sent
at '15:30 04/04/2025'
act tinh-cao-bang bui.xuan H14.10 answered
at '16:00 11/04/2025'
act tinh-cao-bang quan.loc H14.10 admitted --paper quyet_dinh:electronic
at '10:00 14/04/2025'
act tinh-cao-bang bui.xuan H14.10 issued
at '15:00 14/04/2025'
act song-hien mai.huong H14.40.21.01 --return counter
